package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

import io.postern.config.Config;

/** A folder as the place of the contract. */
abstract class DirectoryContract extends QuarantineStoreContract {

    Path folder() {
        return temporary.resolve("quarantine");
    }

    @Override
    Vault vault(Config.Keeping keeping) {
        return new DirectoryVault(folder(), new Packing(new Keyring(keeping.keys())), InstantSource.system(), metrics, _ -> { });
    }

    Path file(String id) {
        return folder().resolve(Vault.shelfName(Vault.shelf(id))).resolve(id + DirectoryVault.PARCEL);
    }

    @Override
    void damage(String id, int back) throws IOException {
        var octets = Files.readAllBytes(file(id));
        octets[octets.length - back] ^= 1;
        Files.write(file(id), octets);
    }
}
