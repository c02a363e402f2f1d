/// What a node tells of itself over HTTP, and takes: JSON, events, metrics, health, a page.
@NullMarked
package radio.web.api;

import org.jspecify.annotations.NullMarked;
