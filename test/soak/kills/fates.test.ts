import { fateOf } from './fates';

const KILLED = [{ to: 1_000, readyAt: 5_000, stored: new Map() }];
const taken = (at: number) => [{ at: 500 }, { at, status: 200 }];

it('kills: a message that was answered 200 and never reached n8n is counted as lost', () => {
	expect(fateOf({ tries: taken(900), came: 0, isStored: false }, KILLED)).toBe('lost');
	expect(fateOf({ tries: taken(6_000), came: 0, isStored: false }, KILLED)).toBe('lost');
});

it('kills: a message with which a workflow ran to its end twice is counted as received twice', () => {
	expect(fateOf({ tries: taken(900), came: 2, isStored: true }, KILLED)).toBe('twice');
});

it('kills: a message that no process accepted is reported as not delivered, not as lost', () => {
	const tries = [{ at: 900 }, { at: 6_000, status: 503 }];
	expect(fateOf({ tries, came: 0, isStored: false }, KILLED)).toBe('undelivered');
});

it('kills: a message that a starting n8n answered 200, as it does every request, is counted separately', () => {
	expect(fateOf({ tries: taken(3_000), came: 0, isStored: false }, KILLED)).toBe('deaf');
});

it('kills: a message is counted as cut off if its execution began but the workflow never ran to its end', () => {
	expect(fateOf({ tries: taken(900), came: 0, isStored: true }, KILLED)).toBe('cutOff');
	expect(fateOf({ tries: taken(900), came: 1, isStored: true }, KILLED)).toBe('once');
});
