import { HUB_HEADER } from '../../../../../../nodes/EvolutionApi/hub/list';
import { KEY_HEADER } from '../../../../../../nodes/EvolutionApi/hub/token';
import type { Simulator } from '../../../../../../simulator/server';
import type { useSimulator } from '../../../../../support/simulator';
import { Receiver } from '../../../hub/support/receiver';

export async function ask(
	{ url, key }: Simulator,
	method: string,
	route: string,
	body?: object,
): Promise<void> {
	const headers = { 'content-type': 'application/json', apikey: key };
	await fetch(url + route, { method, headers, body: JSON.stringify(body) });
}

/**
 * Gives each test another app that has its webhook on the server, with secrets in the headers. The server also writes its own
 * secrets into each delivery.
 */
export function usePlantedApp(simulator: ReturnType<typeof useSimulator>): { current: Receiver } {
	const app = {} as { current: Receiver };
	beforeEach(async () => {
		app.current = await Receiver.start();
		simulator.current.config.exposeApikeyInWebhook = true;
		const headers = { 'x-planted': 'planted-header', jwt_key: 'planted-jwt-key' };
		const { url } = app.current;
		await ask(simulator.current, 'POST', '/webhook/set/demo', {
			webhook: { enabled: true, url, headers, events: ['MESSAGES_UPSERT'] },
		});
	});
	afterEach(async () => {
		simulator.current.config.exposeApikeyInWebhook = false;
		await app.current.close();
	});
	return app;
}

const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

export function found({ key, state }: Simulator, where: unknown): string[] {
	const headers = state.instances.get('demo')?.webhook?.headers ?? {};
	const hub = [HUB_HEADER, KEY_HEADER].flatMap((name) => String(headers[name] ?? []));
	const text = JSON.stringify(where, (_name, value: unknown) =>
		value instanceof Error ? `${value.message} ${String(value.stack)}` : value,
	);
	return [
		...[key, 'demo-token', 'planted-header', 'planted-jwt-key', ...hub].filter((secret) =>
			text.includes(secret),
		),
		...(TOKEN.exec(text) ?? []),
	];
}
