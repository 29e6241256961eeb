package io.cleave.message;

/**
 * What {@link MessageDecoder} emits: a {@link Message}, or a {@link MessageStart} and {@link
 * BodyChunk}s up to the one that is {@link BodyChunk#isLast last}. Which of the two is decided by
 * the body's length alone, never by what one read happened to bring.
 */
public sealed interface MessageEvent permits Message, MessageStart, BodyChunk {}
