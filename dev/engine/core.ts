import './settings';
import 'reflect-metadata';

import { createRequire } from 'node:module';

const fromCore = createRequire(require.resolve('n8n-core'));

export * from 'n8n-core';

/** Where the services of n8n-core live: it comes with a copy of its own. */
export const { Container } = fromCore('@n8n/di') as typeof import('@n8n/di');

// Its timer would keep the process alive, and no node of ours goes through SSH.
const { SSHClientsManager } = fromCore('./execution-engine/ssh-clients-manager') as {
	SSHClientsManager: new () => { onShutdown(): void };
};
Container.get(SSHClientsManager).onShutdown();
