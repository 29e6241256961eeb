/**
 * The JSON object in front of a body, as an immutable value.
 *
 * <pre>{@code
 * +--------+----------------------------------------+--------+
 * | length | header                                 | body   |
 * +--------+----------------------------------------+--------+
 *           {"file_name": "hi.txt", "file_size": 2}
 *
 *   one JSON object in strict UTF-8, white space around it allowed, nothing else
 *   no duplicate names at any depth, no lone surrogates, and every limit of HeaderLimits kept
 * }</pre>
 *
 * <p>Start here: {@link io.cleave.header.Header}. Its bytes are bounded by {@link
 * io.cleave.header.HeaderLimits}; whatever breaks a rule is one {@link
 * io.cleave.header.HeaderException}. The form our own writer gives is read by a scan of the bytes
 * ({@code CanonicalScanner}); everything else, and everything wrong, by Jackson's blocking parser
 * ({@code JacksonReader}). Jackson is used nowhere else.
 *
 * <p>May import: nothing of ours.
 */
package io.cleave.header;
