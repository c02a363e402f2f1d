package radio.axon.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreTest {
    private final Store store = new Store();

    @Test
    @DisplayName("ST01 a value is set, committed, and read back")
    void setCommitReadBack() {
        Value<Integer> account = store.usevar("account", Integer.class);
        assertThat(account.value()).isEmpty();
        assertThat(account.version()).isZero();
        account.set(50);
        assertThat(store.usevar("account").value()).isEmpty();
        account.commit();
        Value<Integer> again = store.usevar("account", Integer.class);
        assertThat(again.value()).contains(50);
        assertThat(again.version()).isPositive();
        account.set(60);
        account.commit(); // it knows its own version
        assertThat(store.usevar("account").value()).contains(60);
    }

    @Test
    @DisplayName("ST01 several values are committed together")
    void severalTogether() {
        Transaction money = store.using("savings", "purse");
        money.value("savings", Integer.class).set(100);
        money.value("purse", Integer.class).set(0);
        assertThat(store.dump()).isEmpty();
        money.commit();
        assertThat(store.dump()).isEqualTo(Map.of("savings", 100, "purse", 0));
        money.value("purse", Integer.class).set(5);
        money.commit();
        assertThat(store.usevar("purse").value()).contains(5);
    }

    @Test
    @DisplayName("ST02 of two that read the same version the second commit is a ConcurrentUpdate")
    void secondCommitFails() {
        Value<Integer> one = store.usevar("account", Integer.class);
        Value<Integer> other = store.usevar("account", Integer.class);
        one.set(1);
        other.set(2);
        one.commit();
        assertThatThrownBy(other::commit)
                .isInstanceOf(ConcurrentUpdate.class)
                .hasMessageContaining("account");
        assertThatThrownBy(other::commit).isInstanceOf(ConcurrentUpdate.class);
        assertThat(store.usevar("account").value()).contains(1);
    }

    @Test
    @DisplayName("ST02 a transaction of which one value changed changes nothing")
    void allOrNothing() {
        Transaction both = store.using("a", "b");
        both.value("a").set("mine");
        both.value("b").set("mine");
        put("b", "theirs");
        assertThatThrownBy(both::commit)
                .isInstanceOfSatisfying(
                        ConcurrentUpdate.class, e -> assertThat(e.names()).containsExactly("b"));
        assertThat(store.dump()).isEqualTo(Map.of("b", "theirs"));
    }

    @Test
    @DisplayName("ST02 a value that was only read counts, too")
    void onlyReadCounts() {
        Transaction both = store.using("a", "b");
        both.value("b").set("because there was no a");
        put("a", "now there is");
        assertThatThrownBy(both::commit).isInstanceOf(ConcurrentUpdate.class);
        Value<Object> reader = store.usevar("a");
        Value<Object> writer = store.usevar("a");
        reader.commit();
        writer.set("reading alone disturbs nobody");
        writer.commit();
        assertThatThrownBy(reader::commit).isInstanceOf(ConcurrentUpdate.class);
    }

    @Test
    @DisplayName("ST04 nobody waits for one who has read and takes his time")
    void neverBlocks() throws InterruptedException {
        Transaction slow = store.using("a", "b");
        slow.value("a").set(1);
        Thread fast = Thread.ofPlatform().start(() -> put("a", 2));
        fast.join();
        assertThat(store.usevar("a").value()).contains(2);
        assertThatThrownBy(slow::commit).isInstanceOf(ConcurrentUpdate.class);
    }

    @Test
    @DisplayName("ST04 of many who change the same values nobody waits long and nothing is lost")
    void manyAtOnce() throws InterruptedException {
        int threads = 8;
        int changes = 2000;
        put("from", 0);
        put("to", 0);
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                awaitQuietly(begin);
                                for (int n = 0; n < changes; n++) {
                                    move();
                                }
                            }));
        }
        begin.countDown();
        for (Thread each : all) {
            each.join();
        }
        assertThat(store.dump())
                .isEqualTo(Map.of("from", -threads * changes, "to", threads * changes));
    }

    @Test
    @DisplayName("ST05 what was put in cannot be changed from outside any more, nor what comes out")
    void valuesAreCopies() {
        List<String> mine = new ArrayList<>(List.of("a"));
        Map<String, List<Integer>> nested = new HashMap<>();
        nested.put("x", new ArrayList<>(List.of(1)));
        put("list", mine);
        put("map", nested);
        mine.add("b");
        Objects.requireNonNull(nested.get("x")).add(2);
        assertThat(store.dump())
                .isEqualTo(Map.of("list", List.of("a"), "map", Map.of("x", List.of(1))));
        List<?> out = store.usevar("list", List.class).value().orElseThrow();
        assertThatThrownBy(out::removeLast).isInstanceOf(UnsupportedOperationException.class);
        Map<?, ?> map = store.usevar("map", Map.class).value().orElseThrow();
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        List<?> inner = (List<?>) Objects.requireNonNull(map.get("x"));
        assertThatThrownBy(inner::removeLast).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("ST05 a value read stays what it was when others commit")
    void whatWasReadStays() {
        put("a", List.of(1));
        Value<Object> before = store.usevar("a");
        put("a", List.of(2));
        assertThat(before.value()).contains(List.of(1));
    }

    @Test
    @DisplayName("ST05 what can be changed and not copied is refused")
    void mutableIsRefused() {
        Value<Object> value = store.usevar("a");
        for (Object mutable :
                new Object[] {
                    new int[1], new AtomicInteger(1), new Thread(() -> {}), new Object()
                }) {
            assertThatThrownBy(() -> value.set(mutable))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a: ")
                    .hasMessageContaining("Store.trusting");
        }
        assertThatThrownBy(() -> value.set(List.of(List.of(new int[1]))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> value.set(new Holder(new ArrayList<>(List.of(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Holder.held");
        List<@Nullable Object> holed = new ArrayList<>();
        holed.add(null);
        assertThatThrownBy(() -> value.set(holed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null is no value");
        value.commit();
        assertThat(store.dump()).isEmpty();
    }

    @Test
    void recordsOfImmutableValuesGoInAsTheyAre() {
        Holder holder = new Holder(List.of(Instant.EPOCH, Set.of("x"), Map.of(1, Colour.RED)));
        put("a", holder);
        assertThat(store.usevar("a").value().orElseThrow()).isSameAs(holder);
        put("b", new Holder(null));
        assertThat(store.usevar("b", Holder.class).value()).contains(new Holder(null));
    }

    @Test
    void setsAndMapsKeepTheirOrder() {
        List<Integer> order = List.of(5, 3, 9, 1);
        put("a", new LinkedHashSet<>(order));
        assertThat(store.usevar("a", Set.class).value().orElseThrow().toArray())
                .containsExactly(5, 3, 9, 1);
    }

    @Test
    void aTrustedClassGoesInAsItIs() {
        Store trusting = Store.trusting(10, Set.of(StringBuilder.class));
        StringBuilder mine = new StringBuilder("x");
        Value<StringBuilder> value = trusting.usevar("a", StringBuilder.class);
        value.set(mine);
        value.commit();
        assertThat(trusting.usevar("a").value().orElseThrow()).isSameAs(mine);
    }

    @Test
    void whatIsTakenAwayIsGoneAndMayComeBack() {
        put("a", 1);
        Value<Object> stale = store.usevar("a");
        Value<Object> value = store.usevar("a");
        value.unset();
        value.commit();
        assertThat(store.dump()).isEmpty();
        stale.set(7);
        assertThatThrownBy(stale::commit).isInstanceOf(ConcurrentUpdate.class);
        value.set(2);
        value.commit();
        assertThat(store.usevar("a").value()).contains(2);
    }

    @Test
    void anotherTypeThanAskedForIsAClearError() {
        put("a", "text");
        assertThatThrownBy(() -> store.usevar("a", Integer.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a holds a java.lang.String, not a java.lang.Integer");
        assertThatThrownBy(() -> store.using("a").value("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not part");
        assertThatThrownBy(store::using).isInstanceOf(IllegalArgumentException.class);
        Transaction one = store.using("a");
        assertThatThrownBy(() -> one.value("a").commit()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.usevar("l", ArrayList.class).set(new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ask for it as List");
    }

    @Test
    void moreNamesThanThereIsRoomForAreRefusedAndTheOthersStay() {
        Store small = new Store(2);
        Transaction three = small.using("a", "b", "c");
        for (String name : three.names()) {
            three.value(name).set(1);
        }
        assertThatThrownBy(three::commit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 names");
        assertThat(small.dump()).isEmpty();
        Transaction two = small.using("a", "b");
        two.value("a").set(1);
        two.value("b").set(1);
        two.commit();
        Transaction swap = small.using("a", "c");
        swap.value("a").unset();
        swap.value("c").set(1);
        swap.commit();
        assertThat(small.dump()).containsOnlyKeys("b", "c");
        assertThatThrownBy(() -> new Store(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retryGivesUpAfterItsAttempts() {
        int[] runs = {0};
        assertThatThrownBy(() ->
                        store.retry(
                                3,
                                List.of("a"),
                                mine -> {
                                    put("a", ++runs[0]);
                                    mine.value("a").set("never");
                                    return runs[0];
                                }))
                .isInstanceOf(ConcurrentUpdate.class);
        assertThat(runs[0]).isEqualTo(3);
        assertThat(store.dump()).isEqualTo(Map.of("a", 3));
        assertThatThrownBy(() -> store.retry(0, List.of("a"), mine -> 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExceptionInAChangeLeavesEverythingAsItWas() {
        assertThatThrownBy(() ->
                        store.retry(
                                3,
                                List.of("a"),
                                mine -> {
                                    mine.value("a").set(1);
                                    throw new IllegalStateException("mine");
                                }))
                .hasMessage("mine");
        assertThat(store.dump()).isEmpty();
    }

    /// A store does what a map does to which transactions are applied one after the other.
    @Test
    void randomTransactionsLeaveWhatTheirOrderSays() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Store tried = new Store();
            Map<String, Object> model = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                Transaction slow = tried.using("a", "b", "c");
                boolean disturbed = random.nextBoolean() && disturb(tried, model, random);
                String name = String.valueOf((char) ('a' + random.nextInt(3)));
                slow.value(name).set(i);
                try {
                    slow.commit();
                    assertThat(disturbed).as("seed " + seed).isFalse();
                    model.put(name, i);
                } catch (ConcurrentUpdate e) {
                    assertThat(disturbed).as("seed " + seed).isTrue();
                }
                assertThat(tried.dump()).as("seed " + seed).isEqualTo(model);
            }
        }
    }

    private static boolean disturb(
            Store tried, Map<String, Object> model, SplittableRandom random) {
        String name = String.valueOf((char) ('a' + random.nextInt(3)));
        Value<Object> value = tried.usevar(name);
        boolean there = value.value().isPresent();
        if (random.nextInt(4) == 0) {
            value.unset();
            model.remove(name);
            value.commit();
            return there;
        }
        value.set("disturbed");
        model.put(name, "disturbed");
        value.commit();
        return true;
    }

    private void move() {
        store.retry(
                1_000_000,
                List.of("from", "to"),
                both -> {
                    Value<Integer> from = both.value("from", Integer.class);
                    Value<Integer> to = both.value("to", Integer.class);
                    int sum = from.value().orElseThrow() + to.value().orElseThrow();
                    assertThat(sum).isZero();
                    from.set(from.value().orElseThrow() - 1);
                    to.set(to.value().orElseThrow() + 1);
                    return sum;
                });
    }

    private void put(String name, Object value) {
        Value<Object> there = store.usevar(name);
        there.set(value);
        there.commit();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private enum Colour {
        RED
    }

    private record Holder(@Nullable Object held) {}
}
