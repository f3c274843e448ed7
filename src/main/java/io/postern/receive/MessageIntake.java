package io.postern.receive;

import java.util.Optional;

import io.postern.message.Body;
import io.postern.message.TraceFields;
import io.postern.smtp.Reply;

/** A message that comes in. */
sealed interface MessageIntake extends Intake permits DataIntake, ChunkIntake {

    /** Once all of it is here, or it is lost: why it goes no further, or empty. */
    Optional<Reply> refusal();

    /** The whole message; the caller's to release. */
    Body body();

    TraceFields received();
}
