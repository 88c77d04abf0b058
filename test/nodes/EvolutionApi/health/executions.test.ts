import {
	executionsCheck,
	executionsFinding,
} from '../../../../nodes/EvolutionApi/health/silenceChecks';
import { noteStored, noteUnstored } from '../../../../nodes/EvolutionApi/n8n/stored';
import { onSleep, realSleep } from '../../../support/time';

onSleep(realSleep);

// Tests *Check Setup* and *Health Alert* while n8n can't store executions.

const context = { logger: { warn: jest.fn() } };
const at = (time: string) => jest.setSystemTime(new Date(`2026-11-27T${time}Z`));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('says how many executions n8n could not store and since when, until it has stored one', () => {
	at('10:40:00');
	expect(executionsFinding('UTC')).toMatchObject({ status: 'ok' });
	at('10:41:20');
	noteUnstored(context as never, new Error('SQLITE_BUSY: database is locked'));
	at('10:42:00');
	for (let more = 0; more < 3; more++) noteUnstored(context as never, new Error('SQLITE_BUSY'));
	expect(executionsFinding('UTC')).toMatchObject({
		status: 'problem',
		problem: 'executionsNotStored',
		details: 'n8n could not store 4 executions since 10:41',
	});
	expect(executionsFinding('America/Sao_Paulo').details).toContain('since 07:41');
	expect(context.logger.warn).toHaveBeenCalledTimes(1);
	// This execution began before the last failure, so its end doesn't prove that n8n can store executions again.
	noteStored(new Date('2026-11-27T10:41:00Z').getTime());
	expect(executionsFinding('UTC')).toMatchObject({ status: 'problem' });
	noteStored(new Date('2026-11-27T10:42:10Z').getTime());
	expect(executionsFinding('UTC')).toMatchObject({ status: 'ok' });
});

it('a process without triggers, such as a worker of queue mode, does not say that executions are stored', async () => {
	const setup = { context: { getTimezone: () => 'UTC' } } as never;
	expect(await executionsCheck.look(setup)).toMatchObject({
		status: 'ok',
		details: expect.stringContaining(
			'Not checked: no workflow with the trigger runs in this process',
		),
	});
});

it('reports nothing after five minutes without an attempt', () => {
	at('11:00:00');
	noteUnstored(context as never, new Error('disk full'));
	at('11:05:01');
	expect(executionsFinding('UTC')).toMatchObject({ status: 'ok' });
});
