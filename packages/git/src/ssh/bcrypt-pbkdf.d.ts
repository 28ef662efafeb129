declare module 'bcrypt-pbkdf' {
  const bcrypt: {
    /** One bcrypt hash: of two SHA-512 digests into 32 bytes. */
    readonly hash: (password: Uint8Array, salt: Uint8Array, out: Uint8Array) => void;
  };
  export default bcrypt;
}
