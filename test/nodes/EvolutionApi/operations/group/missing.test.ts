import { runOperation } from '../../../../support/run';
import { fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const NOBODY = '5511900000000';

const create = async (participants: string, simplify = true) =>
	await runOperation(simulator.current, {
		resource: 'group',
		operation: 'create',
		values: { subject: 'Order 4711', participants, simplify },
	});

it('Group → Create names those who are missing in the group, whom the server left out without a word', async () => {
	simulator.current.config.unknownNumbers = [NOBODY];
	const { items } = await create(`5511988887777, ${NOBODY}`);
	expect(items[0].json.missing).toEqual([NOBODY]);
	const whole = await create(`5511988887777, ${NOBODY}`, false);
	expect(whole.items[0].json.missing).toEqual([NOBODY]);
});

it('no one is missing if all are in it, also in the other spelling of their numbers', async () => {
	const { items } = await create('5541988887777, +55 11 98888-7777');
	expect(items[0].json.missing).toEqual([]);
});

it('who is missing in a group that hides its numbers is told only where it is certain', async () => {
	const answer = (...ids: string[]) => ({
		status: 201,
		body: { id: '1@g.us', subject: 'Order 4711', participants: ids.map((id) => ({ id })) },
	});
	const group = async (...ids: string[]) => {
		fail(simulator.current, { path: '/group/create', ...answer(...ids) });
		return (await create('5511988887777, 5511977776666')).items[0].json.missing;
	};
	expect(await group('1@lid', '2@lid', '3@lid')).toEqual([]);
	expect(await group('1@lid')).toEqual(['5511988887777', '5511977776666']);
	expect(await group('1@lid', '5511988887777@s.whatsapp.net')).toEqual(['5511977776666']);
	expect(await group('1@lid', '2@lid')).toBeNull();
});
