package io.postern.cli;

import java.util.Optional;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var version = Optional.ofNullable(PosternCommand.class.getPackage().getImplementationVersion());
        return new String[] {"postern " + version.orElse("(not packaged)"), "Java " + Runtime.version()};
    }
}
