package io.postern.relay;

import io.postern.smtp.Reply;

/** RSET between two transactions; the connection is idle again if it is answered 250, else closed. */
final class Reset implements Conversation {

    private final RelayConnection connection;
    private final RelayPool pool;

    private Reset(RelayConnection connection, RelayPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    static void of(RelayConnection connection, RelayPool pool, long untilNanos) {
        connection.converse(new Reset(connection, pool));
        connection.send("RSET\r\n", 1, untilNanos);
    }

    @Override
    public void answered(Reply reply) {
        if (reply.isPositive() && connection.isClean()) {
            pool.giveBack(connection);
        } else {
            connection.close();
        }
    }

    @Override
    public void lost(String cause) {
    }

    @Override
    public void babbled(String what) {
    }
}
