import { SHOWN_ON_GO } from '../../../../dev/conformance/go/goCases';
import { goConformance } from '../../../../dev/conformance/go/goConformance';
import { readOptions } from '../../../../dev/conformance/options';
import { asMarkdown, type Report, type Row } from '../../../../dev/conformance/report';
import { startSimulator, type Simulator } from '../../../../simulator/server';
import { arrived, fail } from '../../../support/simulator';

const RECIPIENT = '5511988887777';
const TOKEN = 'demo-token';

async function run(args: string[], stopAfter?: string): Promise<Report> {
	const closers: Array<() => Promise<void>> = [];
	const controller = new AbortController();
	const { go } = readOptions(['--server', 'go', ...args], {});
	if (go === undefined) throw new Error('These options are not for Evolution Go');
	try {
		return await goConformance(go, {
			signal: controller.signal,
			add: (close) => void closers.push(close),
			say: (text) => {
				throw new Error(text);
			},
			onRow: ({ name }) => name === stopAfter && controller.abort(),
		});
	} finally {
		for (const close of closers.reverse()) await close();
	}
}

const openGo = async (): Promise<Simulator> =>
	await startSimulator({ port: 0, quiet: true, seed: true, server: 'go' });
const named = ({ rows }: Report, outcome: Row['outcome']) =>
	rows.filter((row) => row.outcome === outcome).map(({ name }) => name);
const instances = ({ state }: Simulator) => [...state.instances.keys()];
const withToken = ({ url }: Simulator) => [
	'--url',
	url,
	'--token',
	TOKEN,
	'--recipient',
	RECIPIENT,
];

describe('npm run conformance -- --server go', () => {
	let server: Simulator;
	beforeEach(async () => void (server = await openGo()));
	afterEach(async () => await server.close());

	it('fails where no server answers, and names the address', async () => {
		const args = ['--url', 'http://127.0.0.1:9', '--global-key', 'k'];
		await expect(run(args)).rejects.toThrow('No server answers at http://127.0.0.1:9');
	});

	it('fails where another kind of server answers, and names it', async () => {
		const other = await startSimulator({ port: 0, quiet: true });
		const args = ['--url', other.url, '--global-key', other.key];
		await expect(run(args)).rejects.toThrow('is not Evolution Go');
		await other.close();
	});

	it('a wrong global key: the only row of the report says that the server refused it, and nothing else is tried', async () => {
		const report = await run(['--url', server.url, '--global-key', 'wrong-key']);
		expect(report.rows).toHaveLength(1);
		expect(report.rows[0].reason).toContain('Evolution Go refused the key');
		expect(JSON.stringify(report)).not.toContain('wrong-key');
	});

	it('Ctrl-C: no more requests are sent, and the instance that it made is removed', async () => {
		const before = instances(server);
		const { rows } = await run(['--url', server.url, '--global-key', server.key], 'settings/get');
		expect(rows.at(-1)?.name).toBe('settings/get');
		expect(instances(server)).toEqual(before);
	});

	it('an answer with unknown or missing keys: the row names them, and the file shows no values of request and answer', async () => {
		const contacts = [{ Jid: '4915112345678@s.whatsapp.net', FullName: 'Zoe Private', New: 1 }];
		const body = { message: 'success', data: contacts };
		fail(server, { method: 'GET', path: '/user/contacts', status: 200, body, times: 1 });
		const report = await run(withToken(server));
		const [row] = report.rows.filter(({ outcome }) => outcome === 'differs');
		expect(row.exchanges?.[0].differs).toEqual(
			expect.arrayContaining(['$.data[0].PushName: missing', '$.data[0].New: not known']),
		);
		const file = asMarkdown(report);
		expect(file).toContain('≠ $.data[0].New: not known');
		expect(file).not.toMatch(/Zoe|49151/);
	});

	it('an error answer in an unknown form: the row says so', async () => {
		fail(server, { method: 'GET', path: '/label/list', status: 500, body: { oops: 1 } });
		const report = await run(withToken(server));
		expect(named(report, 'failed')).toEqual(['label/getMany']);
		const [failed] = report.rows.filter(({ outcome }) => outcome === 'failed');
		expect(failed.exchanges?.[0].differs).toContain('$.error: missing');
	});

	it('with a token: writes to the recipient alone, and changes nothing that was not allowed', async () => {
		const demo = () => {
			const found = server.state.instances.get('demo');
			const { account, settings, groups, state } = Object(found);
			return JSON.stringify([account, settings, [...groups.keys()], state]);
		};
		const before = [demo(), instances(server)];
		const report = await run(withToken(server));
		expect([named(report, 'failed'), named(report, 'differs')]).toEqual([[], []]);
		expect([demo(), instances(server)]).toEqual(before);
		expect(named(report, 'leftOut')).toEqual(
			expect.arrayContaining([
				'instance/create',
				'instance/delete',
				'instance/logout',
				'status/send',
				'channel/create',
				'group/create',
				'group/leave',
				'profile/updatePicture',
				'contact/block',
			]),
		);
		// Leaves out requests that only find out the server's version. They have no recipient.
		const isSend = ({ path, body }: { path: string; body?: unknown }) =>
			path.startsWith('/send/') && (body as { number?: unknown }).number !== '';
		const written = arrived(server).filter(isSend);
		expect(written.length).toBeGreaterThan(10);
		for (const { body } of written) {
			expect(JSON.stringify(body)).toContain(RECIPIENT);
			expect(JSON.stringify(body)).not.toContain('@g.us');
		}
		expect(JSON.stringify(report)).not.toMatch(new RegExp(`${RECIPIENT}|${TOKEN}`));
	});

	it('with the global key alone: sends nothing, and says what is not possible', async () => {
		const before = instances(server);
		const report = await run(['--url', server.url, '--global-key', server.key]);
		expect([named(report, 'failed'), named(report, 'differs')]).toEqual([[], []]);
		expect(named(report, 'noPhone')).toContain('message/sendText');
		expect(named(report, 'worked')).toContain('settings/update');
		expect(arrived(server).filter(({ path }) => path.startsWith('/send/'))).toEqual([]);
		expect(instances(server)).toEqual(before);
	});

	it.each([
		['0.7.2', 0],
		['0.6.1', 7],
	])(
		'on a simulator of %s: tries every operation that the node offers for Evolution Go, %i are refused, none fails',
		async (version, refused) => {
			const report = await run(['--version', version]);
			expect(report.rows.map(({ name }) => name).sort()).toEqual([...SHOWN_ON_GO].sort());
			const wrong = report.rows.filter(({ outcome }) => !/^(worked|refused)$/.test(outcome));
			expect(wrong).toEqual([]);
			expect(named(report, 'refused')).toHaveLength(refused);
			expect(named(report, 'worked')).toHaveLength(SHOWN_ON_GO.length - refused);
		},
	);
});
