/** Floor 2: one YAML file into immutable records, all problems at once; imports smtp, never Vert.x. */
package io.postern.config;
