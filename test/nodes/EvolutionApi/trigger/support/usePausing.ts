import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import type { useSimulator } from '../../../../support/simulator';
import { receiveText } from './happenings';
import type { useN8n } from './useN8n';

export function usePausing(
	simulator: ReturnType<typeof useSimulator>,
	stage: ReturnType<typeof useN8n>,
) {
	/** Number of the test, for the workflows' names, because the process remembers a workflow's pauses from one test to the next. */
	let test = 0;
	beforeEach(() => void test++);
	const nameOf = (name: string) => name + test;
	/** Receives a text, and waits until everything is handled. That takes exactly a second by n8n's clock, even on a slow machine. */
	const say = async (text: string, more: object = {}): Promise<void> => {
		const end = Date.now() + 1_000;
		await receiveText(simulator.current, text, more);
		await untilQuiet();
		stage.aheadMs += end - Date.now();
	};
	return {
		nameOf,
		say,
		/** Answers on the account's phone as fast as a person would. */
		async answer(text: string, more: object = {}): Promise<void> {
			stage.aheadMs += 4_000;
			await say(text, { fromMe: true, ...more });
		},
		/** Answers like the WhatsApp Business app of the phone, a second after the last message. */
		autoReply: async (text: string, more = {}) => await say(text, { fromMe: true, ...more }),
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
