/** What a user's module has to say, and no more. */
module consumer {
  requires io.cleave;
}
