import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow } from './types';

interface Requests {
	readonly version: string;
	request<T>(method: string, route: string, body?: object): Promise<T>;
}

interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ errorMessage: string | null }>;
}

/** Tells whether n8n runs the triggers before it answers, as it did before 2.41. Its answer then contains their failure. */
function hasRunTriggers({ version }: Requests): boolean {
	const [major, minor] = version.split('.').map(Number);
	return major === 2 && minor < 41;
}

export async function setActive(
	client: Requests,
	{ id, versionId }: Workflow,
	active: boolean,
): Promise<void> {
	const body = active ? { versionId, name: '', description: '' } : {};
	const action = active ? 'activate' : 'deactivate';
	await client.request('POST', `/rest/workflows/${id}/${action}`, body);
}

/** Throws the error of a trigger that couldn't be activated. */
export async function activationSettled(
	client: Requests,
	id: string,
	timeoutMs: number,
): Promise<void> {
	if (hasRunTriggers(client)) return;
	const limit = Date.now() + timeoutMs;
	for (;;) {
		const route = `/rest/workflows/${id}/publication-status`;
		const { status, triggers } = await client.request<Publication>('GET', route);
		if (status === 'failed' || status === 'partial') {
			throw new Error(triggers.map(({ errorMessage }) => errorMessage ?? '').join('\n'));
		}
		if (status !== 'in_progress') return;
		if (Date.now() > limit) throw new Error(`Workflow ${id} is still busy after ${timeoutMs} ms.`);
		await sleep(100);
	}
}
