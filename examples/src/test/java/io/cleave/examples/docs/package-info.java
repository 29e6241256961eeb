/**
 * Keeps README and docs true: what they show is compiled and run, what they list is compared with
 * the code.
 *
 * <p>A comment in front of a code block says where it comes from:
 *
 * <pre>{@code
 * <!-- snippet: path/File.java#name -->                       a copy of the lines between // snippet: name and // end: name
 * <!-- snippet: path/File.java#name with anyPort=1688 -->     the same, with one word in place of another
 * <!-- python: name -->                                       run by python3; a text block behind it is what it prints
 * <!-- python: name; server: upper -->                        the same, while that server of ours is running
 * <!-- python: name; client: upper -->                        the same, while that client of ours calls it
 * <!-- run: name -->                                          run line by line against the jar, a line that ends in & as a server
 * }</pre>
 */
package io.cleave.examples.docs;
