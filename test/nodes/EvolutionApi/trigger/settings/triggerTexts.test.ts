import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { checkSetup } from '../../../../../nodes/EvolutionApi/operations/system/checkSetup';

const { description } = new EvolutionApiTrigger();

it('who waits for an event reads what to run if none comes, and what needs no address', () => {
	const { eventTriggerDescription, activationMessage, triggerPanel } = description;
	const shown = [eventTriggerDescription, JSON.stringify(triggerPanel)];
	for (const text of shown) {
		expect(text).toContain(`System → ${checkSetup.name}`);
		expect(text).toContain('Connection → WebSocket');
	}
	expect(activationMessage).toContain(`System → ${checkSetup.name}`);
});
