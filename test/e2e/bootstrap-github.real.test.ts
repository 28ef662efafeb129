import { hasHttpBackend } from '@sluice/git/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BootstrapBench, openBootstrapBench } from './support/bootstrap-bench.ts';

const hasGit = await hasHttpBackend();

describe.skipIf(!hasGit)('bootstrap github on a played REST API (needs git)', () => {
  let bench: BootstrapBench;
  beforeEach(async () => {
    bench = await openBootstrapBench();
    vi.stubEnv('GITHUB_TOKEN', bench.github.token);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });

  const flags = (...more: string[]) => {
    const line = `bootstrap github --hostname=${bench.github.url} --owner=acme --repository=infra --branch=main
      --path=clusters/prod --token-auth --registry=registry.example --skip-image-check`;
    return [...line.split(/\s+/), ...more];
  };
  const run = (...more: string[]) => bench.sluice(flags(...more));

  it('creates the repository where it is missing, and finds it the next time', async () => {
    const first = await run('--personal');
    expect(first.err).toContain(`► connecting to ${new URL(bench.github.url).host}
✔ repository "${bench.github.url}/acme/infra" created
► cloning branch "main" from Git repository "${bench.github.url}/acme/infra.git"
`);
    expect(first.code).toBe(0);
    expect(bench.github.repositories.get('acme/infra')).toMatchObject({ private: true });
    bench.github.requests.length = 0;
    const second = await run('--personal');
    expect(second.code).toBe(0);
    expect(second.err).toContain('✔ sync manifests are up to date\n');
    expect(bench.github.requests).toEqual(['GET /user', 'GET /repos/acme/infra']);
  });

  it('gives teams of an organisation access, and warns where it cannot', async () => {
    const { code, err } = await run('--owner=acme-corp', '--private=false', '--team=platform', '--team=nobody:push');
    expect(err).toContain(`✔ repository "${bench.github.url}/acme-corp/infra" created
► reconciling repository permissions
✔ granted "maintain" permissions to "platform"
✗ failed to grant "push" permissions to "nobody": granting push permissions: GitHub answers 404, Not Found
✔ reconciled repository permissions
`);
    expect(code).toBe(0);
    const repository = bench.github.repositories.get('acme-corp/infra');
    expect(repository?.private).toBe(false);
    expect([...(repository?.teams ?? [])]).toEqual([['platform', 'maintain']]);
  });

  it('leaves the settings of an existing repository alone unless --reconcile is given', async () => {
    await bench.github.create('acme/infra', { 'README.md': 'ours' });
    expect((await run('--private=false')).code).toBe(0);
    expect(bench.github.repositories.get('acme/infra')?.private).toBe(true);
    const { err } = await run('--private=false', '--reconcile');
    expect(err).toContain(`✔ repository "${bench.github.url}/acme/infra" reconciled\n`);
    expect(bench.github.repositories.get('acme/infra')?.private).toBe(false);
  });

  it.each([
    [
      'a token that is wrong',
      'GET /user',
      { status: 401, body: { message: 'Bad credentials', status: '401' } },
      `✗ asking whose token it is: GitHub answers 401, Bad credentials
  GITHUB_TOKEN is wrong or has expired: make a new one
`,
    ],
    [
      'a rate limit',
      'GET /repos/',
      {
        status: 403,
        body: { message: 'API rate limit exceeded for user ID 1.', status: '403' },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000000' },
      },
      `✗ looking for the repository acme/infra: GitHub answers 403, API rate limit exceeded for user ID 1.
  too many requests: try again after 2023-11-14T22:13:20.000Z
`,
    ],
    [
      'a secondary rate limit',
      'GET /repos/',
      { status: 429, body: { message: 'You have exceeded a secondary rate limit.' }, headers: { 'retry-after': '60' } },
      `✗ looking for the repository acme/infra: GitHub answers 429, You have exceeded a secondary rate limit.
  too many requests: try again in 60 s
`,
    ],
    [
      'a token that may not create repositories',
      'POST /user/repos',
      { status: 403, body: { message: 'Resource not accessible by personal access token' } },
      `✗ creating the repository acme/infra: GitHub answers 403, Resource not accessible by personal access token
  the token needs the scope repo (classic), or administration and contents of this repository (fine-grained)
`,
    ],
    [
      'a name that GitHub refuses',
      'POST /user/repos',
      {
        status: 422,
        body: {
          message: 'Repository creation failed.',
          errors: [
            { resource: 'Repository', code: 'custom', field: 'name', message: 'name already exists on this account' },
          ],
        },
      },
      `✗ creating the repository acme/infra: GitHub answers 422, Repository creation failed.: name already exists on this account
  change what GitHub names and run the command again
`,
    ],
    [
      'an answer that is not of GitHub',
      'GET /user',
      { status: 502 },
      `✗ asking whose token it is: GitHub answers 502
  run the command again: what is done is not done twice
`,
    ],
  ])('says what to do about %s, and changes nothing', async (_name, request, answer, expected) => {
    bench.github.fail(request, answer);
    const { code, err } = await run('--personal');
    expect(err).toBe(`► connecting to ${new URL(bench.github.url).host}\n${expected}`);
    expect(code).toBe(1);
    expect(bench.github.repositories.size).toBe(0);
  });

  it('asks GitHub for nothing where the images cannot be pulled', async () => {
    const line = flags('--personal', '--registry=127.0.0.1:1/sluice').filter((flag) => flag !== '--skip-image-check');
    const { code, err } = await bench.sluice(line);
    expect(err).toMatch(/^✗ image 127\.0\.0\.1:1\/sluice\/source-controller:\S+ cannot be pulled/);
    expect(code).toBe(1);
    expect(bench.github.requests).toEqual([]);
  });

  it('says that GitHub cannot be reached', async () => {
    const { code, err } = await run('--hostname=http://127.0.0.1:1');
    expect(err)
      .toContain(`✗ looking for the repository acme/infra: connection refused: http://127.0.0.1:1/api/v3/repos/acme/infra
  can this machine reach GitHub?
`);
    expect(code).toBe(1);
  });

  it('refuses an owner who is not that of the token', async () => {
    const { code, err } = await run('--personal', '--owner=somebody');
    expect(err).toContain(
      `✗ the specified owner 'somebody' doesn't match the identity associated with the given token\n`,
    );
    expect(code).toBe(1);
  });

  it('reads the token from a pipe where the environment has none, and refuses none', async () => {
    vi.stubEnv('GITHUB_TOKEN', '');
    const none = await bench.sluice(flags('--personal'));
    expect(none.err).toBe('✗ no GitHub token\n  export GITHUB_TOKEN=<personal-access-token>\n');
    expect(none.code).toBe(1);
    const { code, out } = await bench.sluice(flags('--personal'), { piped: `${bench.github.token}\n` });
    expect(out).toBe('Please enter your GitHub personal access token (PAT): \n');
    expect(code).toBe(0);
  });
});
