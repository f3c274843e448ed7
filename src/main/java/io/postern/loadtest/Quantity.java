package io.postern.loadtest;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A quantity that differs from one time to the next: {@code 4KiB} always the same, {@code 1KiB-60KiB} log-uniform between
 * the two, {@code lognormal:30KiB,10MiB} log-normal with that median and never more than that most ({@code sigma} third,
 * 1.5 by default). Sizes in octets, durations in nanoseconds.
 */
public sealed interface Quantity {

    double DEFAULT_SIGMA = 1.5;

    double draw(RandomGenerator random);

    /** The largest value that can come. */
    double most();

    record Fixed(double value) implements Quantity {

        @Override
        public double draw(RandomGenerator random) {
            return value;
        }

        @Override
        public double most() {
            return value;
        }
    }

    record Between(double least, double most) implements Quantity {

        @Override
        public double draw(RandomGenerator random) {
            return least * Math.pow(most / least, random.nextDouble());
        }
    }

    record LogNormal(double median, double most, double sigma) implements Quantity {

        @Override
        public double draw(RandomGenerator random) {
            return Math.min(most, median * Math.exp(sigma * random.nextGaussian()));
        }
    }

    /** {@code value} reads one size or duration and throws {@link IllegalArgumentException} for what is none. */
    static Quantity parse(String text, ToDoubleFunction<String> value) {
        if (text.startsWith("lognormal:")) {
            var parts = text.substring("lognormal:".length()).split(",", -1);
            if (parts.length < 2 || parts.length > 3) {
                throw new IllegalArgumentException("log-normal is written lognormal:MEDIAN,MOST or lognormal:MEDIAN,MOST,SIGMA");
            }
            double sigma = parts.length == 3 ? sigma(parts[2]) : DEFAULT_SIGMA;
            var drawn = new LogNormal(value.applyAsDouble(parts[0]), value.applyAsDouble(parts[1]), sigma);
            return checked(drawn, drawn.median);
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return checked(new Fixed(value.applyAsDouble(text)), 1);
        }
        var drawn = new Between(value.applyAsDouble(text.substring(0, dash)), value.applyAsDouble(text.substring(dash + 1)));
        return checked(drawn, drawn.least);
    }

    private static double sigma(String text) {
        double sigma = Double.parseDouble(text);
        if (!(sigma > 0 && sigma <= 5)) {
            throw new IllegalArgumentException("sigma is above 0 and at most 5, not " + text);
        }
        return sigma;
    }

    private static Quantity checked(Quantity drawn, double least) {
        if (!(least > 0) || drawn.most() < least) {
            throw new IllegalArgumentException("the smallest is more than nothing and not more than the largest");
        }
        return drawn;
    }
}
