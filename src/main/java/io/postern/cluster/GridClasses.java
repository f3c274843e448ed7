package io.postern.cluster;

/**
 * The classes that a name in another member's octets can make: Hazelcast's own and the JDK's. The filter of Java
 * serialisation does not look at objects written the Hazelcast way, by class name, whose constructors would run.
 */
final class GridClasses extends ClassLoader {

    private final ClassLoader all;

    GridClasses(ClassLoader all) {
        super("grid", all);
        this.all = all;
    }

    /**
     * @throws ClassNotFoundException there is no such class, which Hazelcast asks of what it can do without
     * @throws SecurityException there is, and it is not for members; after that Hazelcast asks no other loader
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("com.hazelcast.") || name.startsWith("java.")) {
            return super.loadClass(name, resolve);
        }
        if (all.getResource(name.replace('.', '/') + ".class") == null) {
            throw new ClassNotFoundException(name);
        }
        throw new SecurityException(name + " is not for members of the grid to make");
    }
}
