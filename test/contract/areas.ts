import type { ContractArea } from './contract-case.ts';
import { admissionPolicies } from './cases/admission-policies.ts';
import { access } from './cases/access.ts';
import { collection } from './cases/collection.ts';
import { crud } from './cases/crud.ts';
import { customResources } from './cases/custom-resources.ts';
import { discovery } from './cases/discovery.ts';
import { dryRun } from './cases/dry-run.ts';
import { errors } from './cases/errors.ts';
import { fieldValidation } from './cases/field-validation.ts';
import { goClients } from './cases/go-clients.ts';
import { lifecycle } from './cases/lifecycle.ts';
import { lists } from './cases/lists.ts';
import { patches } from './cases/patches.ts';
import { protobuf } from './cases/protobuf.ts';
import { serverSideApply } from './cases/server-side-apply.ts';
import { tables } from './cases/tables.ts';
import { serviceAccountTokens } from './cases/tokens.ts';
import { validation } from './cases/validation.ts';
import { customVersions } from './cases/versions.ts';
import { watches } from './cases/watches.ts';

/** The contract, area by area. */
export const areas: readonly ContractArea[] = [
  discovery,
  crud,
  patches,
  serverSideApply,
  fieldValidation,
  dryRun,
  lists,
  watches,
  tables,
  lifecycle,
  customResources,
  validation,
  access,
  errors,
  collection,
  protobuf,
  goClients,
  serviceAccountTokens,
  customVersions,
  admissionPolicies,
];
