export { type BareRepository, createBareRepository, openBareRepository } from './bare-repository.ts';
export { gitBelow } from './git-over-ssh.ts';
export {
  hasHttpBackend,
  type HttpBackend,
  type HttpBackendOptions,
  runHttpBackend,
  startHttpBackend,
} from './http-backend.ts';
export { type Loss, type LossyProxy, startLossyProxy } from './lossy-proxy.ts';
export {
  type Command,
  startSshServer,
  testKey,
  type TestKey,
  type TestKeyType,
  type TestSshServer,
  type TestSshServerOptions,
  uploadPackOf,
} from './ssh-server.ts';
export {
  type CuttingProxy,
  hasSshd,
  keygen,
  type Sshd,
  type SshdOptions,
  startCuttingProxy,
  startSshd,
} from './sshd.ts';
