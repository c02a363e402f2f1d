package radio.axon;

import java.time.Duration;
import java.util.function.Consumer;

/// A system for tests and for watching: one component runs at a time; at every box operation and
/// every wait the seed decides who goes on; time is virtual and moves only when nobody can go on.
/// The same seed gives the same run, provided that components wait only through axon.
///
/// The thread that calls [#run], [#step] or [#runUntilIdle] drives it; between those calls nothing
/// moves, and outside code may look at and use boxes freely.
public final class SteppingSystem extends AxonSystem {
    private final Stepper stepper;

    SteppingSystem(Stepper stepper) {
        super("stepping", stepper, stepper);
        this.stepper = stepper;
    }

    /// Runs until the last component has ended. IllegalStateException when nothing can ever happen
    /// again and some still wait: it says who, and for what.
    @Override
    public void run() {
        if (!runUntilIdle()) {
            throw new IllegalStateException(
                    "nothing can happen any more: " + components() + " " + blocked());
        }
    }

    /// Runs until nothing can happen by itself, moving the clock as timers ask; true when the last
    /// component has ended.
    public boolean runUntilIdle() {
        stepper.drive(Long.MAX_VALUE, Long.MAX_VALUE);
        return living() == 0;
    }

    /// Lets one component go on to its next box operation or wait; false when none can.
    public boolean step() {
        return stepper.drive(1, Long.MAX_VALUE) > 0;
    }

    /// Runs for that much virtual time.
    public void runFor(Duration time) {
        stepper.driveUntil(stepper.nanoTime() + time.toNanos());
    }

    /// As [#runFor], but at most until the last component ended; true when it has.
    @Override
    public boolean awaitEnd(Duration atMost) {
        stepper.driveUntil(stepper.nanoTime() + atMost.toNanos());
        return living() == 0;
    }

    /// Runs until that component has ended, at most for that much virtual time; true when it has.
    @Override
    public boolean awaitEnd(Component component, Duration atMost) {
        long until = stepper.nanoTime() + atMost.toNanos();
        while (!component.isStopped() && stepper.drive(1, until) > 0) {
            Thread.onSpinWait(); // one step at a time, so that nothing happens after its end
        }
        if (!component.isStopped()) {
            stepper.driveUntil(until);
        }
        return component.isStopped();
    }

    /// Slow motion: between two steps the clock moves by this much.
    public void slowMotion(Duration delay) {
        slowMotion(delay, pause -> {});
    }

    /// Slow motion for someone who watches: after each step the driving thread also calls `pause`
    /// with the delay, for instance to sleep that long.
    public void slowMotion(Duration delay, Consumer<Duration> pause) {
        stepper.slowMotion(delay, pause);
    }

    /// Steps done so far.
    public long steps() {
        return stepper.steps();
    }

    /// A number that two runs share when they took the same steps in the same order.
    public long fingerprint() {
        return stepper.fingerprint();
    }

    /// Tells the listener each step as a line: its number, the virtual time, who, what.
    public void onStep(Consumer<String> listener) {
        stepper.onStep(listener);
    }

    /// Stops every component and lets each clean up.
    @Override
    public void close() {
        close(true);
        components().forEach(Component::stop);
        runUntilIdle();
        super.close();
    }
}
