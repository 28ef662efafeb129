export {
  type AddressPolicy,
  type AddressPolicyOptions,
  denyInternalAddresses,
  InternalAddressError,
} from './address-policy.ts';
export { connect, type ConnectOptions } from './connect.ts';
export {
  BodyTooLargeError,
  ConnectionError,
  RedirectError,
  RequestError,
  TimeoutError,
  UnexpectedEncodingError,
} from './errors.ts';
export { basicAuthorization } from './headers.ts';
export { redactUrl } from './redact-url.ts';
export { request, requestStream, type RequestOptions, type Response, type StreamedResponse } from './request.ts';
export { closeIdleConnections, type TlsOptions, TlsOptionsError } from './tls.ts';
