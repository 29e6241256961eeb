package io.cleave.examples.docs;

import java.util.Map;
import java.util.Optional;

/**
 * A code block of a page.
 *
 * @param page the page's path from the root of the repository
 * @param line where the block begins, from 1
 * @param language what stands behind the three ticks
 * @param markers the comments directly in front of it, by their first word
 * @param text its lines, each with its end
 */
record Block(String page, int line, String language, Map<String, String> markers, String text) {
  Optional<String> marker(String key) {
    return Optional.ofNullable(markers.get(key));
  }

  /** Where it is, as an editor understands it. */
  String place() {
    return page + ":" + line;
  }

  @Override
  public String toString() {
    return place();
  }
}
