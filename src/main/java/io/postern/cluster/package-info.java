/** Floor 5: what nodes share, the grid ports over Hazelcast; imports floors 1 to 4. */
package io.postern.cluster;
