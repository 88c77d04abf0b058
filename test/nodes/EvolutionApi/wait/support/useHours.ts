import { LOOK_EVENT, WAIT_HEADER } from '../../../../../nodes/EvolutionApi/hub';
import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { seed } from '../../../../../simulator/state/seed';
import { untilQuiet } from '../../../../support/quiet';
import { AskedPeople } from './askedPeople';
import { PassingTime } from './passingTime';

/** The servers on which somebody is asked, for `describe.each`. */
export const SERVERS = [
	['Evolution API', undefined, 'globalKey', '2.3.7'],
	['Evolution API 2.2.3', undefined, 'globalKey', '2.2.3'],
	['Evolution Go', 'go', 'evolutionGo', '0.7.2'],
] as const;

interface Hours {
	simulator: Simulator;
	people: AskedPeople;
	time: PassingTime;
}

/** People who can be asked, while hours pass. The file has to mock `n8n-workflow` by `withPassingTime`. */
export function useHours(
	server: (typeof SERVERS)[number][1],
	authentication: (typeof SERVERS)[number][2],
	version: string,
) {
	const hours = {} as Hours;
	beforeAll(async () => {
		hours.simulator = await startSimulator({ port: 0, quiet: true, server, version });
	});
	afterAll(async () => await hours.simulator.close());
	beforeEach(async () => {
		const { simulator } = hours;
		hours.time = new PassingTime();
		simulator.state.reset();
		seed(simulator.state);
		simulator.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
		hours.people = await AskedPeople.start(simulator, authentication);
	});
	afterEach(async () => {
		await hours.people.end();
		hours.time.kill();
		jest.restoreAllMocks();
	});
	const texts = () => hours.people.prompts().map(({ text }) => text);
	return Object.assign(hours, {
		/** What was sent after the question, oldest first. */
		texts,
		/** Messages as people see them: WhatsApp shows an ID once. */
		shown: () =>
			server === 'go' ? new Set(hours.people.prompts().map(({ id }) => id)).size : texts().length,
		/** Somebody calls because something may be due. @returns what is answered */
		look: async () => {
			const { question } = JSON.parse(String(hours.people.state)) as { question: { mark: string } };
			const headers = { [WAIT_HEADER]: question.mark };
			const answer = await hours.people.come(headers, { event: LOOK_EVENT });
			await untilQuiet();
			return answer;
		},
		/** The process that has asked is killed, and so are all others. */
		restart: async () => {
			hours.time.kill();
			await hours.people.restart();
		},
	});
}
