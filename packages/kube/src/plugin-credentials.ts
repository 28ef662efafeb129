import type { RequestOptions } from 'node:https';
import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import { AzureAuth } from '@kubernetes/client-node/dist/azure_auth.js';
import type { User } from '@kubernetes/client-node/dist/config_types.js';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';
import { GoogleCloudPlatformAuth } from '@kubernetes/client-node/dist/gcp_auth.js';
import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import type { Credentials } from './credentials.ts';
import { KubeConfigError } from './kube-config-error.ts';

/**
 * Credentials that a command or an identity provider gives. Runs programs that the kubeconfig names: only for the
 * command-line user's own file.
 */
export function pluginCredentials(user: User, label: string): Credentials {
  const authenticators: readonly Authenticator[] = [
    new ExecAuth(),
    new OpenIDConnectAuth(),
    new GoogleCloudPlatformAuth(),
    new AzureAuth(),
  ];
  const authenticator = authenticators.find((each) => each.isAuthProvider(user));
  if (authenticator === undefined) {
    throw new KubeConfigError(`the kubeconfig ${label}: the auth-provider of user "${user.name}" is not known`);
  }
  return new PluginCredentials(user, authenticator);
}

class PluginCredentials implements Credentials {
  readonly #user: User;
  readonly #authenticator: Authenticator;

  constructor(user: User, authenticator: Authenticator) {
    this.#user = user;
    this.#authenticator = authenticator;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const options: RequestOptions = { headers: {} };
    try {
      await this.#authenticator.applyAuthentication(this.#user, options);
    } catch (cause) {
      const detail = cause instanceof Error ? (cause.message.trim().split('\n', 1)[0] ?? '') : '';
      throw new KubeConfigError(`cannot get credentials for user "${this.#user.name}": ${detail}`, { cause });
    }
    if (options.cert !== undefined || options.key !== undefined) {
      throw new KubeConfigError(
        `the credentials of user "${this.#user.name}" are a client certificate, which is not supported`,
      );
    }
    const headers = options.headers as Record<string, string>;
    const authorization = headers['Authorization'];
    return authorization === undefined ? {} : { authorization };
  }

  refresh(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
