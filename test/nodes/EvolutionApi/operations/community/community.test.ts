import type { IDataObject } from 'n8n-workflow';

import { addCommunity, COMMUNITY } from '../../../../support/goScenarios';
import { runOperation } from '../../../../support/run';
import { useSimulator } from '../../../../support/simulator';
import { runGo, useGo } from '../../core/server/evolutionGo/support/runGo';

// Communities, which only Evolution Go has.

const server = useGo();
const simulator = useSimulator({ server: 'go', version: '0.7.2' });

const TEAM = '120363020202020202@g.us';
const FOREIGN = '120363055555555555@g.us';

const run = async (operation: string, values: IDataObject) =>
	await runGo(server, { resource: 'community', operation, values });

describe('wrong input is refused before any request', () => {
	it.each([
		[{ community: '={{ "" }}', groups: TEAM }, 'Community: is empty'],
		[{ community: 'Ours', groups: TEAM }, 'Community: "Ours" is not a group'],
		[{ community: COMMUNITY, groups: '={{ "" }}' }, 'Groups: is empty'],
		[
			{ community: COMMUNITY, groups: `${TEAM}, 5511988887777` },
			'Groups: "5511988887777" is not a group',
		],
	])('%j', async (values, message) => {
		for (const operation of ['addGroups', 'removeGroups']) {
			const { error } = await run(operation, values);
			expect(error?.message).toBe(message);
		}
		expect(server.asked).toEqual([]);
	});

	it('a community without a name', async () => {
		const { error } = await run('create', { communityName: '={{ "" }}' });
		expect(error?.message).toBe('Name: is empty');
		expect(server.asked).toEqual([]);
	});
});

it('a lost answer may have done it, and is not asked for again', async () => {
	server.answers('POST /community/create', { status: 200, breaks: true });
	const { error } = await run('create', { communityName: 'Ours' });
	expect(error?.description).toContain('It may still have been done');
	expect(server.askedAt('/community/create')).toHaveLength(1);
});

it('each group says whether it worked, whatever the server calls a success', async () => {
	addCommunity(simulator.current);
	const { error, items } = await runOperation(simulator.current, {
		resource: 'community',
		operation: 'addGroups',
		values: { community: COMMUNITY, groups: `${FOREIGN}\n${TEAM}, ${TEAM}` },
	});
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => [json.groupJid, json.success])).toEqual([
		[FOREIGN, false],
		[TEAM, true],
	]);
});

it('what is no community takes no group', async () => {
	const { items } = await runOperation(simulator.current, {
		resource: 'community',
		operation: 'addGroups',
		values: { community: TEAM, groups: FOREIGN },
	});
	expect(items[0].json).toMatchObject({ communityJid: TEAM, groupJid: FOREIGN, success: false });
});
