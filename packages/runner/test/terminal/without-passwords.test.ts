import { expect, test } from "vitest";
import { withoutPasswords } from "../../src/terminal/without-passwords.ts";

test.each([
  'there is no run "redis://me:secret@head:6379"',
  'there is no run "redis://:se"secret@head"',
  "there is no run redis://:a secret@head",
  "there is no run redis://:a'secret b@secret@head; see list",
  "name must be plain, got redis://me:secret…",
  'name must be plain, got "redis://:secret',
  "rediss://secret:12345@head and redis://other:secret@head",
  "REDIS://me:secret/1@head",
])("of a URL nothing is shown up to its host, whatever the password holds: %s", (text) => {
  const shown = withoutPasswords(text);
  expect(shown).not.toContain("secret");
  expect(shown).toMatch(/rediss?:\/\/…/i);
});

test.each([
  "--queue redis://localhost:6379",
  "redis://head:6379/2, or rediss://[::1]:7000",
  'at "redis://head"',
  "a@b",
])("an address without a password stays: %s", (text) => {
  expect(withoutPasswords(text)).toBe(text);
});
