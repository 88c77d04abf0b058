import { fileBlob } from '../simulator/support/files';
import { type Client, startClient, until } from '../simulator/support/client';
import { differences } from '../../dev/conformance/shape';
import { lineUp } from './replay/counterpart';
import { exceptionFor, strayExceptions } from './replay/exceptions';
import {
	type Exchange,
	hasExchanges,
	isForm,
	readExchanges,
	readForm,
	VERSION,
} from './replay/exchanges';
import { Names } from './replay/names';
import { BEFORE, buildWorld, fileOf, KEYS, startFiles, translate } from './replay/world';

function formOf(text: string): FormData {
	const { fields, file } = readForm(text);
	const form = new FormData();
	for (const [name, value] of fields) form.append(name, value);
	if (file) {
		const [type, bytes] = fileOf(file[1]);
		form.append(file[0], fileBlob(bytes, type), file[1]);
	}
	return form;
}

const title = `a simulator of ${VERSION} answers as a running ${VERSION} did`;

/** The captured exchanges aren't in the repository. */
const describeReplay = hasExchanges() ? describe : describe.skip;
if (!hasExchanges())
	process.stdout.write(`Skipped: ${title}. What that server was asked is not here.\n`);

describeReplay(title, () => {
	const exchanges = readExchanges();
	const names = new Names();
	let client: Client;
	let files: Awaited<ReturnType<typeof startFiles>>;

	beforeAll(async () => {
		client = await startClient({ version: VERSION });
		files = await startFiles();
		buildWorld(client.simulator.state, names);
		client.simulator.config.reloadMs = 5;
	});
	afterAll(async () => {
		await client.simulator.close();
		await files.close();
	});

	const isReloading = () => client.simulator.state.instances.get('demo')?.state === 'connecting';
	const own = (text: string) => translate(names.translate(text), files.url);
	const bodyOf = (body: unknown) => {
		if (body === null) return undefined;
		return isForm(body) ? formOf(own(body)) : own(JSON.stringify(body));
	};

	const cases = exchanges.map((exchange): [string, Exchange] => [
		`#${exchange.index} ${exchange.method} ${exchange.path.slice(0, 100)}`,
		exchange,
	]);

	it.each(cases)(
		'contract: the simulator answers a recorded request as the real server did: %s',
		async (_title, exchange) => {
			const { index, method, path, body, status, answer, isCut } = exchange;
			BEFORE[index]?.(client.simulator.state);
			await until(() => !isReloading());
			const key = KEYS[index];
			const got = await client.call(method, own(path), bodyOf(body), key);
			const captured: unknown = JSON.parse(names.translate(JSON.stringify(answer ?? null)));
			const lined = lineUp(captured, got.body === '' ? null : got.body);
			names.learn(answer, lined);
			const isMeant = exceptionFor(index);
			const found = answer === undefined ? [] : differences(captured, lined);
			const unexplained = found
				.filter((line) => !(isCut && line.endsWith('not in the captured one')))
				.filter((line) => !isMeant(line));
			const isStatusMeant = got.status !== status && isMeant(`status ${got.status}`);
			expect({ status: isStatusMeant ? status : got.status, unexplained }).toEqual({
				status,
				unexplained: [],
			});
		},
	);

	it('contract: each allowed difference between the simulator and a recorded answer still occurs', () => {
		expect(strayExceptions()).toEqual([]);
	});
});
