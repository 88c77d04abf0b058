import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { findOperation } from '../../../../support/run';

const { description } = new EvolutionApiTrigger();
const checkSetup = findOperation('system', 'checkSetup');

it('the trigger panel says to run Check Setup if no event comes, and which method needs no public URL', () => {
	const { eventTriggerDescription, activationMessage, triggerPanel } = description;
	const shown = [eventTriggerDescription, JSON.stringify(triggerPanel)];
	for (const text of shown) {
		expect(text).toContain(`System → ${checkSetup.name}`);
		expect(text).toContain('Connection → WebSocket');
	}
	expect(activationMessage).toContain(`System → ${checkSetup.name}`);
});
