// Starts a control plane, prints the process ids of its servers, and stays until it is killed.
import { startControlPlane } from '../control-plane.ts';

const plane = await startControlPlane({ controllerManager: false });
process.stdout.write(`${JSON.stringify(plane.processes.map(({ pid }) => pid))}\n`);
setInterval(() => undefined, 60_000);
