package radio.axon.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Failed;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;

@Timeout(120)
class ProcessPipelineTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final Tap<String, String> tap = Tap.of(String.class);

    @TempDir Path folder;

    ProcessPipelineTest() {
        system.onFailure((name, cause) -> failures.add(cause));
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void recordsGoThroughAllStagesInOrderAndThenTheEnd() throws InterruptedException {
        ProcessPipeline pipeline =
                ProcessPipeline.of(
                        Stage.of(Stages.Measure.class).gives(Numbers.InBytes.class),
                        Stage.of(Stages.Times.class, "10")
                                .takes(Numbers.InBytes.class)
                                .gives(Numbers.InBytes.class));
        Tap<Numbers, String> ends = new Tap<>(Numbers.class, Bound.unlimited(), String.class);
        system.link(ends.out, pipeline.inbox("inbox"));
        system.link(ends.signals(), pipeline.inbox("control"));
        system.link(pipeline.outbox("outbox"), ends.in);
        system.activate(pipeline);
        List<Numbers> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            String line = "x".repeat(i % 300);
            expected.add(new Numbers(i, line.length() * 10L));
            while (!ends.out.offer(line)) {
                Thread.onSpinWait();
            }
        }
        ends.signals().offer(new ProducerFinished());
        system.run();
        assertThat(failures).isEmpty();
        assertThat(ends.all()).isEqualTo(expected);
        assertThat(pipeline.ending()).contains(new ProducerFinished());
    }

    @Test
    void everyStageIsAProcessOfItsOwnAndAllEndWithThePipeline() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "an error\nfine\nerrors\n");
        ProcessPipeline pipeline =
                wired(
                        ProcessPipeline.of(
                                Stage.of(Follow.class, log.toString(), "start"),
                                Stage.of(Grep.class, "error")));
        assertThat(tap.take(2)).containsExactly("an error", "errors");
        List<ProcessHandle> stages = stages();
        assertThat(stages).hasSize(2);
        pipeline.stop();
        system.run();
        assertThat(pipeline.ending()).contains(new Shutdown());
        assertThat(stages).noneMatch(ProcessHandle::isAlive);
        assertThat(failures).isEmpty();
    }

    @Test
    void aStageThatDiesEndsThePipelineAndIsNamed() throws InterruptedException {
        ProcessPipeline pipeline = three();
        tap.out.offer("one");
        assertThat(tap.take(1)).containsExactly("one");
        tap.out.offer("crash");
        system.run();
        assertThat(pipeline.ending()).containsInstanceOf(Failed.class);
        assertThat(failures)
                .filteredOn(e -> e instanceof StageFailed)
                .singleElement()
                .satisfies(e ->
                        assertThat(e)
                                .hasMessageContaining("stage 1 Mortal ended with exit code 9"));
        assertThat(stages()).isEmpty();
    }

    @Test
    void aStageWhoseComponentFailsSaysWhy() throws InterruptedException {
        ProcessPipeline pipeline = three();
        tap.out.offer("fail");
        system.run();
        assertThat(pipeline.ending()).containsInstanceOf(Failed.class);
        assertThat(failures)
                .filteredOn(e -> e instanceof StageFailed)
                .singleElement()
                .satisfies(e ->
                        assertThat(e).hasMessageContaining("stage 1 Mortal ended with exit code 1"))
                .satisfies(e -> assertThat(e).hasMessageContaining("a bad line"));
    }

    @Test
    void aStageThatCannotBeMadeSaysWhy() throws InterruptedException {
        ProcessPipeline pipeline = wired(ProcessPipeline.of(Stage.of(Grep.class, "a(b")));
        system.run();
        assertThat(failures)
                .as(() -> pipeline.ending() + " " + failures)
                .filteredOn(e -> e instanceof StageFailed)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("exit code 2"))
                .satisfies(e -> assertThat(e).hasMessageContaining("a(b"));
    }

    @Test
    void aStageThatEndsByItselfEndsTheOnesBehindIt() throws InterruptedException {
        ProcessPipeline pipeline = three();
        tap.out.offer("one");
        tap.out.offer("end");
        system.run();
        assertThat(tap.all()).containsExactly("one");
        assertThat(failures).isEmpty();
        assertThat(pipeline.ending()).contains(new ProducerFinished());
    }

    @Test
    void aStageThatStandsMakesTheSendersWait() throws InterruptedException {
        ProcessPipeline pipeline = three();
        tap.out.offer("stand");
        String line = "x".repeat(10_000);
        int sent = 0;
        while (sent < 100_000 && system.blocked().isEmpty()) {
            sent += tap.out.offer(line) ? 1 : 0;
        }
        int most = sent;
        assertThat(most).isLessThan(5000); // inboxes of at most 1024, here and there
        pipeline.stop();
        system.run();
        assertThat(stages()).isEmpty();
    }

    @Test
    void bytesGoThroughAsTheyAre() throws InterruptedException {
        RecordWriter<ByteBuffer> writer = new RecordWriter<>(new BytesCodec());
        RecordReader<ByteBuffer> reader = new RecordReader<>(new BytesCodec());
        Tap<ByteBuffer, ByteBuffer> ends = Tap.of(ByteBuffer.class);
        system.link(ends.out, writer.inbox("inbox"));
        system.link(ends.signals(), writer.inbox("control"));
        system.link(writer.outbox("outbox"), reader.inbox("inbox"));
        system.link(writer.outbox("signal"), reader.inbox("control"));
        system.link(reader.outbox("outbox"), ends.in);
        system.activate(writer, reader);
        byte[] large = new byte[100_000];
        large[99_999] = 7;
        ends.out.offer(ByteBuffer.wrap(large));
        ends.out.offer(ByteBuffer.allocate(0));
        ends.signals().offer(new ProducerFinished());
        system.run();
        assertThat(ends.all()).containsExactly(ByteBuffer.wrap(large), ByteBuffer.allocate(0));
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsNoStreamOfRecordsOrBreaksOffIsAnError() throws InterruptedException {
        for (byte[] bytes :
                List.of(
                        "hello, world".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        new byte[] {0, 0, 0, 5, 1})) {
            RecordReader<String> reader = new RecordReader<>(new TextCodec());
            Tap<String, ByteBuffer> ends =
                    new Tap<>(String.class, Bound.unlimited(), ByteBuffer.class);
            system.link(ends.out, reader.inbox("inbox"));
            system.link(ends.signals(), reader.inbox("control"));
            system.activate(reader);
            ends.out.offer(ByteBuffer.wrap(bytes));
            ends.signals().offer(new ProducerFinished());
            system.run();
        }
        assertThat(failures).hasSize(2);
        assertThat(failures.getFirst()).hasMessageContaining("no stream of records");
        assertThat(failures.getLast()).hasMessageContaining("broke off");
    }

    @Test
    void stagesThatDoNotFitAreRefusedAtTheDoor() {
        assertThatThrownBy(ProcessPipeline::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stage.of(Stages.Times.class, "1", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 words");
        Stage numbers = Stage.of(Stages.Measure.class).gives(Numbers.InBytes.class);
        assertThatThrownBy(() -> ProcessPipeline.of(numbers, Stage.of(Grep.class, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Measure gives InBytes, but Grep takes TextCodec");
    }

    private ProcessPipeline three() {
        return wired(
                ProcessPipeline.of(
                        Stage.of(Stages.Mortal.class, "a", "b"),
                        Stage.of(Grep.class, "."),
                        Stage.of(Stages.Mortal.class)));
    }

    private ProcessPipeline wired(ProcessPipeline pipeline) {
        system.link(tap.out, pipeline.inbox("inbox"));
        system.link(tap.signals(), pipeline.inbox("control"));
        system.link(pipeline.outbox("outbox"), tap.in);
        system.activate(pipeline);
        return pipeline;
    }

    /// The processes that this one has started for stages and that live.
    private static List<ProcessHandle> stages() {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        child.info().commandLine().orElse("").contains(StageMain.class.getName()))
                .toList();
    }
}
