import './settings';
import 'reflect-metadata';

import { createRequire } from 'node:module';

const fromCore = createRequire(require.resolve('n8n-core'));

export * from 'n8n-core';

/** From n8n-core's own copy of `@n8n/di`, because another copy would have a different container. */
export const { Container } = fromCore('@n8n/di') as typeof import('@n8n/di');

// The timer of this service would keep the process alive, and our nodes don't use SSH.
const { SSHClientsManager } = fromCore('./execution-engine/ssh-clients-manager') as {
	SSHClientsManager: new () => { onShutdown(): void };
};
Container.get(SSHClientsManager).onShutdown();
