package io.postern.admin;

import io.vertx.core.Future;

/** One thing that can be asked for. Called on the event loop with a method that its route allows. */
@FunctionalInterface
interface Resource {

    Future<Answer> answer(Call call);
}
