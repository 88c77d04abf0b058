/** Adds credentials and examples to an n8n that's already running, for `npm start`. */
import { ForeignN8nError, type PublicApi } from './n8n/publicApi';
import type { Server, StartOptions } from './options';
import { credentialsFor, workflowsFor } from './startContent';
import * as workspace from './workspace';

/** Throws `ForeignN8nError` if n8n can't reach the server. */
export async function fillForeign(
	api: PublicApi,
	server: Server,
	options: StartOptions,
): Promise<void> {
	const { simulatorUrl } = options.foreign ?? {};
	const seen = { ...server, url: simulatorUrl ?? server.url };
	const credentials = workspace.marked(credentialsFor(seen, options));
	const workflows = workflowsFor(server, options);
	await workspace.fillWorkspace(api, credentials, workspace.withMarked(workflows));
	const newest = credentials[credentials.length - 1];
	await requireReachable(api, newest.name, seen.url, options.server === undefined);
}

async function requireReachable(
	api: PublicApi,
	name: string,
	url: string,
	simulated: boolean,
): Promise<void> {
	const [credential] = (await api.credentials()).filter((one) => one.name === name);
	const { status, message } = await api.testCredential(credential.id);
	if (status === 'OK') return;
	const wayOut = simulated
		? 'If n8n runs in a container or on another machine, set --simulator-url to the address where it reaches this machine: in Docker, http://host.docker.internal:<port of the simulator>.'
		: 'Set EVOLUTION_API_URL to an address that n8n can reach.';
	throw new ForeignN8nError(`n8n tried the server at ${url}: ${message}\n${wayOut}`);
}
