import { readVersion } from '../../../../../nodes/EvolutionApi/server/evolutionApi/instances';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

it.each([
	['a page', '<html>2.2.3</html>'],
	['a version that is a number', { version: 2.3 }],
	['nothing', undefined],
])('the version of the server is unknown where it answers with %s', (_what, answer) => {
	expect(readVersion(answer)).toBeUndefined();
});

async function sentAs(status: number) {
	simulator.current.state.config.version = '2.3.5';
	fail(simulator.current, { method: 'GET', path: '/', status, times: 3 });
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendButtons',
		values: {
			recipient: '5511988887777',
			title: 'All right?',
			sendAs: 'poll',
			buttons: { button: ['Yes', 'No'].map((displayText) => ({ type: 'reply', displayText })) },
		},
		items: [1, 2, 3].map((id) => ({ json: { id } })),
	});
	expect(error).toBeUndefined();
	const paths = arrived(simulator.current).map(({ path }) => path.replace('/message/', ''));
	return {
		asked: paths.filter((path) => path === '/').length,
		sent: paths.filter((path) => path !== '/'),
	};
}

it('the version of the server is asked for again after a failure, and then cached', async () => {
	expect(await sentAs(503)).toEqual({
		asked: 4,
		sent: ['sendPoll/demo', 'sendText/demo', 'sendText/demo'],
	});
});

it('a server that refuses to say its version is asked once', async () => {
	const sent = ['sendPoll/demo', 'sendPoll/demo', 'sendPoll/demo'];
	expect(await sentAs(403)).toEqual({ asked: 1, sent });
});
