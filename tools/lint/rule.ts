import type { RuleTester } from 'oxlint/plugins-dev';

/** A lint rule as oxlint takes it; the package exports no name for the type. */
export type Rule = Parameters<RuleTester['run']>[1];
