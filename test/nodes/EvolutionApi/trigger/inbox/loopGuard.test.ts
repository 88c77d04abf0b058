import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BRUNO = '5511977776666';

let test = 0;
beforeEach(() => void test++);

async function activate(options: IDataObject = { loopGuard: 5 }) {
	await stage.n8n.workflow(`bot${test}`, { options }).activate();
}

async function say(count: number, everyMs: number, more: object = {}): Promise<void> {
	for (let index = 0; index < count; index++) {
		await receiveText(simulator.current, 'I did not understand', more);
		await untilQuiet();
		stage.aheadMs += everyMs;
	}
}

const notes = () => stage.n8n.started.map(({ json }) => json.loopGuard);

it('lets a private chat start the workflow only so often within an hour, and says so once', async () => {
	await activate();
	await say(9, 10 * SECOND);
	const limited = { isLimited: true, maxPerHour: 5, skipCount: 0 };
	expect(notes()).toEqual([undefined, undefined, undefined, undefined, limited]);
	const logged = stage.n8n.logged.map((entry) => JSON.stringify(entry));
	const told = logged.filter((entry) => entry.includes('two bots may be answering each other'));
	expect(told).toHaveLength(1);
	expect(told[0]).toContain('5 times within an hour');
});

it('lets a chat at the limit start the workflow once every ten minutes', async () => {
	await activate();
	await say(5, 0);
	await say(19, MINUTE);
	expect(notes().slice(5)).toEqual([{ isLimited: true, maxPerHour: 5, skipCount: 10 }]);
});

it('lets a chat start the workflow again as usual after an hour, and says so once', async () => {
	await activate();
	await say(7, 10 * SECOND);
	stage.aheadMs += 60 * MINUTE;
	await say(2, 10 * SECOND);
	expect(notes().slice(5)).toEqual([{ isLimited: false, maxPerHour: 5, skipCount: 2 }, undefined]);
});

it('lets other chats start the workflow while one is limited', async () => {
	await activate();
	await say(6, 10 * SECOND);
	await say(1, 0, { from: BRUNO });
	expect(notes()).toHaveLength(6);
});

it("doesn't limit groups", async () => {
	await activate();
	await say(7, 10 * SECOND, { chat: '120363020202020202@g.us' });
	expect(notes()).toHaveLength(7);
});

it('counts pictures as well', async () => {
	await activate();
	const picture = { kind: 'image', base64: 'AAAA', mimetype: 'image/png', caption: undefined };
	await say(7, SECOND, picture);
	expect(notes()).toHaveLength(5);
});

it('limits no chat with 0', async () => {
	await activate({ loopGuard: 0 });
	await say(7, 0);
	expect(notes()).toHaveLength(7);
});

it('allows 120 starts within an hour by default', async () => {
	await activate({});
	for (let index = 0; index < 122; index++) await receiveText(simulator.current, 'Hello');
	await untilQuiet();
	expect(notes()).toHaveLength(120);
});

it('starts Health Alert once when a chat is limited, and once when that is over', async () => {
	const watcher = stage.n8n.workflow(`watcher${test}`, { events: ['HEALTH_ALERT'] });
	await watcher.activate();
	await activate();
	await say(8, 10 * SECOND);
	const alerts = () =>
		stage.n8n.started.map(({ json }) => json).filter(({ kind }) => kind === 'healthAlert');
	expect(alerts()).toMatchObject([{ problem: 'botsInLoop', isOver: false, severity: 'warning' }]);
	stage.aheadMs += 61 * MINUTE;
	watcher.tick();
	await untilQuiet();
	expect(alerts().slice(1)).toMatchObject([{ problem: 'botsInLoop', isOver: true }]);
});
