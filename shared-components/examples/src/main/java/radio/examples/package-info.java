/// Small whole systems made of components, each in one file that reads like its diagram. What they
/// do is shown by `scripts/example`.
@org.jspecify.annotations.NullMarked
package radio.examples;
