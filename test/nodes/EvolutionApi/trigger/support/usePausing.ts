import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import type { useSimulator } from '../../../../support/simulator';
import { receiveText } from './happenings';
import type { useN8n } from './useN8n';

/** Workflows with *Human Takeover*. */
export function usePausing(
	simulator: ReturnType<typeof useSimulator>,
	stage: ReturnType<typeof useN8n>,
) {
	/** The process remembers what a workflow has left to people, from one test to the next. */
	let test = 0;
	beforeEach(() => void test++);
	const nameOf = (name: string) => name + test;
	/** Until nothing more happens. Then it is the next second: the times of messages are whole ones. */
	const say = async (text: string, more: object = {}): Promise<void> => {
		await receiveText(simulator.current, text, more);
		await untilQuiet();
		stage.aheadMs += 1_000;
	};
	return {
		nameOf,
		say,
		/** On the phone of the account, as fast as a person is. */
		async answer(text: string, more: object = {}): Promise<void> {
			stage.aheadMs += 4_000;
			await say(text, { fromMe: true, ...more });
		},
		/** What the WhatsApp Business app on the phone answers by itself, a second after what was said last. */
		autoReply: async (text: string, more: object = {}) =>
			await say(text, { fromMe: true, ...more }),
		texts: (name = 'one') => stage.n8n.texts(nameOf(name)),
		async active(options: IDataObject = {}, more: IDataObject = {}, name = 'one') {
			const workflow = stage.n8n.workflow(nameOf(name), {
				...more,
				options: { humanTakeover: { values: { pause: 30 } }, ...options },
			});
			await workflow.activate();
			return workflow;
		},
	};
}
