/**
 * Fuzzing. Each {@code …Target} is a Jazzer target: a static {@code fuzzerTestOneInput} that fails on a wrong answer, not
 * only on an exception. {@code .ci/fuzz} runs them guided by coverage; {@link io.postern.fuzz.KeptCorpusTest} runs
 * them over the inputs that are kept. {@link io.postern.fuzz.SessionFuzzTest} speaks to a whole node.
 */
package io.postern.fuzz;
