export {
  createTestKey,
  encryptDocuments,
  encryptDotenv,
  encryptIni,
  encryptJson,
  type EncryptOptions,
  encryptYaml,
  seal,
  type TestKey,
} from './encrypt.ts';
