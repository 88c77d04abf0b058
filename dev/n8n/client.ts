/** A client for n8n's own REST routes, as the editor uses them (checked with every version in `versions/`). */
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { activationSettled, setActive } from './activation';
import { installedVersion } from './runtimeFolder';
import type * as n8n from './types';

class N8nRefusal extends Error {
	constructor(
		readonly route: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`n8n answered ${route} with ${status}: ${body.slice(0, 500)}`);
	}
}

/** Time limit for calls that n8n answers in seconds, even on a busy machine. */
export const PATIENCE_MS = 120_000;

const UNFINISHED = ['running', 'new', 'waiting', 'unknown'];

export class N8nClient {
	readonly version: string;
	private cookie = '';

	/** @param runtime folder in which this n8n is installed */
	constructor(
		readonly url: string,
		private readonly runtime: string,
	) {
		this.version = installedVersion(runtime);
	}

	/** Throws `N8nRefusal`. */
	async request<T>(method: string, route: string, body?: object): Promise<T> {
		const limit = Date.now() + PATIENCE_MS;
		let response = await this.send(method, route, body);
		// On a busy machine, n8n may have no database for a moment. It has done nothing then, so a retry is safe.
		while (response.status === 503 && Date.now() < limit) {
			await sleep(500);
			response = await this.send(method, route, body);
		}
		const login = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';')[0];
		const text = await response.text();
		if (!response.ok) throw new N8nRefusal(`${method} ${route}`, response.status, text);
		const json = JSON.parse(text) as { data?: T };
		return json.data ?? (json as T);
	}

	private async send(method: string, route: string, body?: object): Promise<Response> {
		return await fetch(this.url + route, {
			method,
			// On a busy machine, n8n may close a connection just when it's used again.
			headers: { 'content-type': 'application/json', cookie: this.cookie, connection: 'close' },
			body: body && JSON.stringify(body),
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
	}

	/** Creates the owner account of a new n8n. If n8n already has an owner, it logs in. */
	async enter(owner: n8n.Owner): Promise<void> {
		try {
			await this.request('POST', '/rest/owner/setup', owner);
		} catch (error) {
			if (!(error instanceof N8nRefusal) || error.status !== 400) throw error;
			await this.login(owner);
		}
	}

	async login({ email, password }: n8n.Owner): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	async nodeTypes(): Promise<n8n.NodeTypeSummary[]> {
		return await this.request('GET', '/types/nodes.json');
	}

	async credentials(): Promise<n8n.Credential[]> {
		return await this.request('GET', '/rest/credentials');
	}

	async createCredential(credential: n8n.NewCredential): Promise<n8n.Credential> {
		return await this.request('POST', '/rest/credentials', credential);
	}

	async updateCredential(id: string, credential: n8n.NewCredential): Promise<n8n.Credential> {
		return await this.request('PATCH', `/rest/credentials/${id}`, credential);
	}

	async removeCredential(id: string): Promise<void> {
		await this.request('DELETE', `/rest/credentials/${id}`);
	}

	/** The credential is stored during the test, because older versions only test stored credentials. */
	async testCredential(credential: n8n.NewCredential): Promise<n8n.CredentialTest> {
		const { id } = await this.createCredential(credential);
		const credentials = { id, ...credential };
		try {
			return await this.request('POST', '/rest/credentials/test', { credentials });
		} finally {
			await this.removeCredential(id);
		}
	}

	async createWorkflow(workflow: n8n.NewWorkflow): Promise<n8n.Workflow> {
		const defaults = { active: false, settings: {}, connections: {} };
		return await this.request('POST', '/rest/workflows', { ...defaults, ...workflow });
	}

	async removeWorkflow({ id, isArchived }: Pick<n8n.Workflow, 'id' | 'isArchived'>): Promise<void> {
		if (isArchived !== true) await this.request('POST', `/rest/workflows/${id}/archive`, {});
		// n8n doesn't delete a workflow that is still being unpublished. An earlier failure to publish it doesn't matter here.
		await activationSettled(this, id, PATIENCE_MS).catch(() => undefined);
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	async workflows(): Promise<Array<Omit<n8n.Workflow, 'nodes'>>> {
		return await this.request('GET', '/rest/workflows');
	}

	async workflow(id: string): Promise<n8n.Workflow | undefined> {
		try {
			return await this.request('GET', `/rest/workflows/${id}`);
		} catch (error) {
			if (error instanceof N8nRefusal && error.status === 404) return undefined;
			throw error;
		}
	}

	private async existing(id: string): Promise<n8n.Workflow> {
		const workflow = await this.workflow(id);
		if (!workflow) throw new Error(`n8n has no workflow with the ID ${id}.`);
		return workflow;
	}

	/** From 2.41 on, n8n answers before the triggers run: wait for their effect, or use `listen`. */
	async activate(id: string): Promise<void> {
		await setActive(this, await this.existing(id), true);
	}

	/** Publishes a workflow, and waits until its triggers run. Throws n8n's error if one of them can't. */
	async listen(id: string, timeoutMs = PATIENCE_MS): Promise<void> {
		await this.activate(id);
		await activationSettled(this, id, timeoutMs);
	}

	async deactivate(id: string): Promise<void> {
		await setActive(this, await this.existing(id), false);
	}

	/** Unpublishes a workflow, and waits until its triggers have ended. */
	async leave(id: string, timeoutMs = PATIENCE_MS): Promise<void> {
		await this.deactivate(id);
		await activationSettled(this, id, timeoutMs);
	}

	/** Clicks *Execute workflow* for the first trigger. */
	async run(id: string): Promise<string> {
		const workflowData = await this.existing(id);
		const trigger = workflowData.nodes.find(({ type }) => /trigger/i.test(type));
		const body = {
			workflowData,
			...(trigger ? { triggerToStartFrom: { name: trigger.name } } : {}),
		};
		const answer = await this.request<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			body,
		);
		if (!answer.executionId) throw new Error(`n8n did not run ${id}: ${JSON.stringify(answer)}`);
		return answer.executionId;
	}

	/** Clicks *Execute workflow* for a trigger, which then waits for a test event. Throws n8n's error if that fails. */
	async listenForTest(id: string, trigger: string): Promise<void> {
		const workflowData = await this.existing(id);
		const answer = await this.request<{ waitingForWebhook?: boolean }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{ workflowData, triggerToStartFrom: { name: trigger } },
		);
		if (answer.waitingForWebhook !== true)
			throw new Error(`n8n is not listening for events of ${id}: ${JSON.stringify(answer)}`);
	}

	async stopTest(id: string): Promise<void> {
		await this.request('DELETE', `/rest/test-webhook/${id}`);
	}

	async stop(executionId: string): Promise<void> {
		await this.request('POST', `/rest/executions/${executionId}/stop`);
	}

	/** Returns the newest 20 executions of a workflow, newest first, without their data. */
	async executions(workflowId: string): Promise<n8n.ExecutionSummary[]> {
		return await this.executionsWith({ workflowId });
	}

	/** Waiting executions don't count. */
	async executing(): Promise<n8n.ExecutionSummary[]> {
		return await this.executionsWith({ status: ['running', 'new'] });
	}

	private async executionsWith(filter: object): Promise<n8n.ExecutionSummary[]> {
		const query = `filter=${encodeURIComponent(JSON.stringify(filter))}&limit=20`;
		const answer = await this.request<{ results: n8n.ExecutionSummary[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		return answer.results;
	}

	async execution(id: string): Promise<n8n.Execution> {
		const stored = await this.request<n8n.ExecutionSummary & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		const { parse } = createRequire(path.join(this.runtime, 'package.json'))('flatted') as {
			parse: (text: string) => n8n.RunData;
		};
		return { ...stored, data: parse(stored.data) };
	}

	async finished(id: string, timeoutMs = PATIENCE_MS): Promise<n8n.Execution> {
		const limit = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.execution(id).catch((error: unknown) => {
				// n8n 2.20 answers with 500 until it has stored data of the execution.
				if (error instanceof N8nRefusal && error.status === 500) return undefined;
				throw error;
			});
			const status = execution?.status ?? 'unknown';
			if (execution !== undefined && !UNFINISHED.includes(status)) return execution;
			if (Date.now() > limit) {
				throw new Error(`Execution ${id} is still ${status} after ${timeoutMs} ms.`);
			}
			await sleep(100);
		}
	}
}
