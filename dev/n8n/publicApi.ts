/** A client for the public API of an n8n that's already running, of which only the URL and an API key are known. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_NAME } from '../ourPackage';
import { PATIENCE_MS } from './client';
import type * as n8n from './types';

/** `message` is for the user at the terminal, and never contains the key. */
export class ForeignN8nError extends Error {}

class PublicApiRefusal extends ForeignN8nError {
	constructor(
		route: string,
		readonly status: number,
		body: string,
	) {
		super(`n8n answered ${route} with ${status}: ${body.slice(0, 500)}`);
	}
}

interface Page<T> {
	data: T[];
	nextCursor: string | null;
}

const CREDENTIAL_TYPE = 'evolutionGlobalKeyApi';
/** Even a busy n8n answers within this time, so after it, the URL must be wrong. */
const TIMEOUT_MS = 60_000;

export class PublicApi {
	/** @param url of the editor, with its path prefix if it has one */
	constructor(
		readonly url: string,
		private readonly key: string,
	) {}

	/** Throws `ForeignN8nError` unless the URL leads to an n8n that accepts the key and has the package. */
	async requireReady(): Promise<void> {
		await this.workflows(1);
		await this.credentials(1);
		try {
			await this.request('GET', `/credentials/schema/${CREDENTIAL_TYPE}`);
		} catch (error) {
			if (!(error instanceof PublicApiRefusal) || error.status !== 404) throw error;
			throw new ForeignN8nError(
				`The n8n at ${this.url} does not have the package ${PACKAGE_NAME}, or has not loaded it.\n` +
					'Install it there (see docs/install.md), and restart n8n. n8n 3 also needs N8N_UNVERIFIED_PACKAGES_ENABLED=true.',
			);
		}
	}

	async credentials(limit?: number): Promise<n8n.Credential[]> {
		return await this.list('/credentials', limit);
	}

	async createCredential(credential: n8n.NewCredential): Promise<n8n.Credential> {
		return await this.request('POST', '/credentials', credential);
	}

	async updateCredential(id: string, credential: n8n.NewCredential): Promise<n8n.Credential> {
		return await this.request('PATCH', `/credentials/${id}`, credential);
	}

	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/credentials/${id}`);
	}

	async testCredential(id: string): Promise<n8n.CredentialTest> {
		return await this.request('POST', `/credentials/${id}/test`);
	}

	async workflows(limit?: number): Promise<Array<Pick<n8n.Workflow, 'id' | 'name'>>> {
		return await this.list('/workflows', limit);
	}

	/** Ignores `workflow.id`: n8n assigns an ID. */
	async createWorkflow(workflow: n8n.NewWorkflow): Promise<n8n.Workflow> {
		const { name, nodes, connections = {}, settings = {} } = workflow;
		return await this.request('POST', '/workflows', { name, nodes, connections, settings });
	}

	async activate(id: string): Promise<void> {
		await this.request('POST', `/workflows/${id}/activate`);
	}

	async deleteWorkflow(id: string, timeoutMs = PATIENCE_MS): Promise<void> {
		await this.request('POST', `/workflows/${id}/deactivate`);
		for (const limit = Date.now() + timeoutMs; ; await sleep(200)) {
			try {
				return await this.request('DELETE', `/workflows/${id}`);
			} catch (error) {
				const isAtWork = error instanceof PublicApiRefusal && error.status === 409;
				if (!isAtWork || Date.now() > limit) throw error;
			}
		}
	}

	private async list<T>(route: string, limit = Infinity): Promise<T[]> {
		const all: T[] = [];
		for (let cursor: string | null = ''; cursor !== null && all.length < limit; ) {
			const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
			const page = await this.request<Page<T>>(
				'GET',
				`${route}?limit=${Math.min(limit, 100)}${query}`,
			);
			all.push(...page.data);
			cursor = page.nextCursor;
		}
		return all;
	}

	private async request<T>(method: string, route: string, body?: object): Promise<T> {
		const response = await this.answer(method, route, body);
		const text = await response.text();
		if (response.status === 401) {
			throw new ForeignN8nError(
				`The n8n at ${this.url} refuses the API key.\nCreate one there in Settings → n8n API, and pass it with --n8n-key or in N8N_API_KEY.`,
			);
		}
		if (response.status === 403) {
			throw new ForeignN8nError(
				`The API key does not allow ${method} /api/v1${route.replace(/\?.*/, '')} on the n8n at ${this.url}.\n` +
					'Create a key with these scopes for workflows and credentials: list, read, create, update, delete, activate.',
			);
		}
		const isJson = (response.headers.get('content-type') ?? '').includes('json');
		if (response.ok && isJson) return JSON.parse(text) as T;
		if (response.ok && text === '') return undefined as T;
		if (isJson && response.status !== 405) {
			throw new PublicApiRefusal(`${method} ${route}`, response.status, text);
		}
		throw new ForeignN8nError(
			`${this.url} answers, but not like n8n's public API (${response.status} for /api/v1${route.replace(/\?.*/, '')}).\n` +
				'Use the address of the editor without a page such as /home. The first versions of n8n 2 and older ones cannot list credentials there. N8N_PUBLIC_API_DISABLED turns the whole API off.',
		);
	}

	private async answer(method: string, route: string, body?: object): Promise<Response> {
		try {
			return await fetch(`${this.url}/api/v1${route}`, {
				method,
				headers: {
					'content-type': 'application/json',
					'x-n8n-api-key': this.key,
					// A busy n8n may close an idle connection just when the next request is sent.
					connection: 'close',
				},
				redirect: 'error', // a redirect would send the key to another server
				signal: AbortSignal.timeout(TIMEOUT_MS),
				body: body && JSON.stringify(body),
			});
		} catch (error) {
			const { cause, name, message } = error as Error & { cause?: Error & { code?: string } };
			const why =
				cause?.code ?? cause?.message ?? (name === 'TimeoutError' ? 'no answer' : message);
			throw new ForeignN8nError(
				`No n8n answers at ${this.url} (${why}).\nIs it running, and is the address right? If n8n has a path prefix, include it.`,
			);
		}
	}
}
