import { conformance } from '../../../dev/conformance/conformance';
import { readOptions } from '../../../dev/conformance/options';
import { isOfEvolutionApi } from '../../../dev/operationRoutes';
import type { Row } from '../../../dev/conformance/report';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { PLATFORMS } from '../../../simulator/routes/chatbot/platforms';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { arrived, fail, useSimulator } from '../../support/simulator';

const simulator = useSimulator();
const RECIPIENT = '5511988887777';

const table = resources.flatMap(({ value, operations }) =>
	operations.filter(isOfEvolutionApi).map((operation) => `${value}/${operation.value}`),
);

interface Ran {
	readonly rows: readonly Row[];
	readonly said: string[];
}

interface Circumstances {
	readonly stopAfter?: string;
	readonly patienceMs?: number;
}

async function run(args: string[], { stopAfter, patienceMs }: Circumstances = {}): Promise<Ran> {
	const closers: Array<() => Promise<void>> = [];
	const controller = new AbortController();
	const said: string[] = [];
	try {
		const { rows } = await conformance(readOptions(args, {}), {
			signal: controller.signal,
			add: (close) => void closers.push(close),
			say: (text) => void said.push(text),
			onRow: ({ name }) => name === stopAfter && controller.abort(),
			patienceMs,
		});
		return { rows, said };
	} finally {
		for (const close of closers.reverse()) await close();
	}
}

const onServer = ({ url, key }: Simulator) => ['--url', url, '--key', key];
const failed = (rows: readonly Row[]) => rows.filter(({ outcome }) => outcome === 'failed');
const rowOf = (rows: readonly Row[], wanted: string) => rows.find(({ name }) => name === wanted);
const instances = ({ state }: Simulator) => [...state.instances.keys()];
const ownSimulator = async () => await startSimulator({ port: 0, quiet: true, seed: true });

describe('npm run conformance', () => {
	it('fails where no server answers, and names the address', async () => {
		const args = ['--url', 'http://127.0.0.1:9', '--key', 'k'];
		await expect(run(args)).rejects.toThrow('No server answers at http://127.0.0.1:9');
	});

	it('reports a wrong key in the first row, and tries nothing else', async () => {
		const { rows } = await run(['--url', simulator.current.url, '--key', 'wrong-key']);
		expect(rows).toHaveLength(1);
		expect(rows[0].reason).toContain('The server refused the API key');
		expect(JSON.stringify(rows)).not.toContain('wrong-key');
	});

	it('sends no more requests after Ctrl-C, and removes its instances', async () => {
		const before = instances(simulator.current);
		const { rows } = await run(onServer(simulator.current), { stopAfter: 'settings/get' });
		expect(rows.at(-1)?.name).toBe('settings/get');
		expect(instances(simulator.current)).toEqual(before);
	});

	// These tests run at the same time, so each has its own simulator.
	it.concurrent(
		'an operation that fails: its row shows request and answer, and the other operations are tried',
		async () => {
			const own = await ownSimulator();
			const body = { status: 500, error: 'Internal Server Error', response: { message: 'Broken' } };
			fail(own, { method: 'POST', path: '/chat/findContacts/', status: 500, body });
			const { rows } = await run(onServer(own));
			expect(failed(rows).map(({ name }) => name)).toEqual(['contact/getMany']);
			const [exchange] = rowOf(rows, 'contact/getMany')?.exchanges ?? [];
			expect(exchange.request).toMatch(/^POST \/chat\/findContacts\/conformance-/);
			expect([exchange.status, exchange.answer]).toEqual([500, JSON.stringify(body)]);
			expect(rows.length).toBeGreaterThan(table.length);
			await own.close();
		},
		180_000,
	);

	it.concurrent(
		'on a server without a phone: sends nothing, and reports what is not possible',
		async () => {
			const own = await ownSimulator();
			const before = instances(own);
			const { rows, said } = await run(onServer(own));
			expect(failed(rows)).toEqual([]);
			expect(rowOf(rows, 'message/sendText')).toMatchObject({ outcome: 'noPhone' });
			expect(rowOf(rows, 'settings/update')).toMatchObject({ outcome: 'worked' });
			expect([instances(own), said]).toEqual([before, []]);
			await own.close();
		},
		180_000,
	);

	it.concurrent(
		'on a business account: deletes the template that it has made, and no other',
		async () => {
			const own = await ownSimulator();
			const demo = own.state.instances.get('demo');
			Object.assign(demo ?? {}, { integration: 'WHATSAPP-BUSINESS', businessId: '1234567890' });
			const phone = ['--instance', 'demo', '--recipient', RECIPIENT, '--allow-changes'];
			const { rows } = await run([...onServer(own), ...phone], { stopAfter: 'template/delete' });
			const ofTemplates = ['create', 'update', 'delete'].map(
				(operation) => rowOf(rows, `template/${operation}`)?.outcome,
			);
			expect(ofTemplates).toEqual(['worked', 'worked', 'worked']);
			expect(demo?.templates?.map(({ name }) => name)).toEqual(['hello_world']);
			await own.close();
		},
		180_000,
	);

	it.concurrent(
		'on a business account: removes its template after Ctrl-C',
		async () => {
			const own = await ownSimulator();
			const demo = own.state.instances.get('demo');
			Object.assign(demo ?? {}, { integration: 'WHATSAPP-BUSINESS', businessId: '1234567890' });
			const phone = ['--instance', 'demo', '--recipient', RECIPIENT, '--allow-changes'];
			const { said } = await run([...onServer(own), ...phone], { stopAfter: 'template/create' });
			expect(demo?.templates?.map(({ name }) => name)).toEqual(['hello_world']);
			expect(said).toEqual([]);
			await own.close();
		},
		180_000,
	);

	it.concurrent(
		'on an existing instance: writes only to the recipient, and changes nothing that was not allowed',
		async () => {
			const own = await ownSimulator();
			const demo = () => {
				const found = own.state.instances.get('demo');
				const { profileName, privacy, blocked, state } = Object(found);
				return { profileName, privacy, blocked, state, groups: found?.groups.size };
			};
			const before = demo();
			const phone = ['--instance', 'demo', '--recipient', RECIPIENT];
			const { rows } = await run([...onServer(own), ...phone]);
			expect(failed(rows)).toEqual([]);
			expect(demo()).toEqual(before);
			const left = rows.filter(({ outcome }) => outcome === 'leftOut').map(({ name }) => name);
			expect(left).toEqual(
				expect.arrayContaining([
					'group/create',
					'instance/logout',
					'profile/updateName',
					'contact/block',
				]),
			);
			const numbers = arrived(own)
				.filter(({ path }) => path.startsWith('/message/') && path.endsWith('/demo'))
				.map(({ body }) => Object(body).number as unknown)
				.filter((number) => number !== undefined);
			expect(numbers.length).toBeGreaterThan(10);
			expect(numbers.filter((number) => !String(number).startsWith(RECIPIENT))).toEqual([]);
			expect(JSON.stringify(rows)).not.toContain(RECIPIENT);
			await own.close();
		},
		180_000,
	);

	it.concurrent(
		'on a server with every integration switched off: reports each of them, and no operation fails',
		async () => {
			const own = await ownSimulator();
			own.config.disabled.push('chatwoot', 'pusher', ...PLATFORMS.map(({ name }) => name));
			const { rows } = await run(onServer(own));
			expect(failed(rows)).toEqual([]);
			const isOff = ({ reason }: Row) => reason === 'switched off in the settings of the server';
			const off = rows.filter(isOff).map(({ name }) => name);
			const integrations = /^(chatbot|chatwoot)\//;
			expect(off).toEqual(expect.arrayContaining(table.filter((name) => integrations.test(name))));
			await own.close();
		},
		180_000,
	);

	it.concurrent.each([
		['2.3.7', 22],
		['2.4.0', 22],
	])(
		'on a simulator of %s: tries every operation once, at most %i are refused, none fails',
		async (version, refused) => {
			const { rows } = await run(['--version', version]);
			expect(failed(rows)).toEqual([]);
			const names = rows.map(({ name }) => name).filter((name) => !name.startsWith('trigger/'));
			expect([...names].sort()).toEqual([...table].sort());
			const steps = ['register', 'event', 'unregister', 'webSocket'].map(
				(name) => `trigger/${name}`,
			);
			for (const step of steps) expect(rowOf(rows, step)).toMatchObject({ outcome: 'worked' });
			const all = (wanted: Row['outcome']) => rows.filter(({ outcome }) => outcome === wanted);
			const undone = ['template/update', 'template/delete'].map((name) => ({ name }));
			expect(all('noPhone')).toMatchObject(undone);
			expect(all('worked').length).toBeGreaterThanOrEqual(rows.length - refused);
		},
		180_000,
	);
});

it('npm run conformance names the missing setting on a server without WebSocket', async () => {
	const without = await startSimulator({ port: 0, quiet: true });
	without.config.disabled.push('websocket');
	try {
		const { rows } = await run(onServer(without), { stopAfter: 'settings/update' });
		expect(rowOf(rows, 'trigger/webSocket')).toMatchObject({
			outcome: 'refused',
			reason: 'WEBSOCKET_ENABLED is not true on the server',
		});
	} finally {
		await without.close();
	}
});

it('npm run conformance fails where the server loses events', async () => {
	const deaf = await startSimulator({ port: 0, quiet: true });
	deaf.state.emit = () => {};
	try {
		const { rows } = await run(onServer(deaf), { stopAfter: 'settings/update', patienceMs: 500 });
		expect(rowOf(rows, 'trigger/event')).toMatchObject({
			outcome: 'failed',
			reason: 'The trigger received no event',
		});
		expect(rowOf(rows, 'trigger/webSocket')).toEqual({
			name: 'trigger/webSocket',
			outcome: 'failed',
			reason: expect.stringContaining('The server did not accept the namespace'),
		});
	} finally {
		await deaf.close();
	}
});
