import { runNode } from '../dev/engine/engine';
import { forgetReservations } from '../nodes/EvolutionApi/sending/sentCount';
import { AskedPeople } from './nodes/EvolutionApi/wait/support/askedPeople';
import { FakeN8n } from './nodes/EvolutionApi/trigger/support/fakeN8n';
import { useN8n } from './nodes/EvolutionApi/trigger/support/useN8n';
import { keepsThemApart, KEY_OF_ITEM, threeAccounts, type Account } from './support/keptApart';
import { PICKERS, withGlobalKey } from './support/pickers';
import { untilQuiet } from './support/time';
import { useSimulator } from './support/simulator';

// Tests one process that serves three accounts with the same data (support/keptApart.ts). e2e/queueAccounts tests queue mode.

const first = useSimulator({ key: 'key-of-the-first' });
const second = useSimulator({ key: 'key-of-the-second' });
const stage = useN8n(first);
let atSecond: FakeN8n;
beforeEach(async () => void (atSecond = await FakeN8n.start(second.current)));
afterEach(async () => await atSecond.close());
beforeEach(forgetReservations);

const accounts = threeAccounts(first, second);
const isAtSecond = ({ server }: Account) => server === second;

const asked = new Map<Account, AskedPeople>();
afterEach(async () => {
	for (const people of asked.values()) await people.end();
	asked.clear();
});
let test = 0;
beforeEach(() => void test++);

keepsThemApart(accounts, {
	async run(parameters, items) {
		const { error, items: out } = await runNode({
			parameters,
			items: items.map((json) => ({ json })),
			onError: 'continueRegularOutput',
			credentials: { evolutionGlobalKeyApi: KEY_OF_ITEM },
		});
		if (error !== undefined) throw error;
		return out;
	},
	async activate(ofBoth, ofOther) {
		await stage.n8n.workflow(`both${test}`, ofBoth).activate();
		await atSecond.workflow(`other${test}`, ofOther).activate();
	},
	started: (account) =>
		(isAtSecond(account) ? atSecond : stage.n8n).started
			.map(({ json }) => json)
			.filter(({ instance }) => instance === account.instance),
	pass: async (ms) => void (stage.aheadMs += ms),
	settled: untilQuiet,
	async ask(account, number) {
		const { server, instance } = account;
		const people = await AskedPeople.start(server.current, 'globalKey', instance);
		asked.set(account, people);
		await people.ask({ responseType: 'freeText', recipient: number });
	},
	answers: async (account) => asked.get(account)?.answers.map(({ text }) => text) ?? [],
});

it.each(PICKERS.slice(1))(
	'%s: the list of each account has only its own',
	async (_what, picker) => {
		for (const account of [0, 1, 2, 1, 0].map((index) => accounts[index])) {
			const { instance, server, mark } = account;
			const { results } = await withGlobalKey(server.current, picker, { instance });
			const said = JSON.stringify(results);
			expect(said).toContain(mark);
			for (const other of accounts) if (other !== account) expect(said).not.toContain(other.mark);
		}
	},
);
