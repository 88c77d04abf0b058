import type { TriggerPanelDefinition } from 'n8n-workflow';

// What the editor says of the trigger beside its fields: where to look if no event comes. n8n shows the same text however
// events are received, so each has to be true for both ways.

/** While the workflow waits for a test event: one line above the node. */
export const waitingText =
	'Waiting for an event. If none comes, run System → Check Set-Up. With Receive Through → WebSocket the server need not reach n8n.';

/** When the workflow was activated. */
export const activatedText =
	'Events of the instance start this workflow now. If nothing comes, run System → Check Set-Up of the Evolution API node: it says what is in the way.';

const BUILDING =
	"<b>While building your workflow</b>, click the 'execute step' button, then make an event happen, such as a message to the instance from another phone.";
const NOTHING_COMES =
	'<b>If nothing comes</b>, Evolution API may not reach n8n. Run <i>System → Check Set-Up</i> of the Evolution API node: it says what is in the way. With <i>Receive Through → WebSocket</i> the server need not reach n8n at all.';

const help = (automatically: string) =>
	[BUILDING, automatically, NOTHING_COMES].join('<br /> <br /> ');

/** Under "When will this node trigger my flow?". */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Start with a message or another event',
	executionsHelp: {
		active: help(
			'<b>Your workflow also executes automatically</b>, since it\'s activated. These executions show up in the <a data-key="executions">executions list</a>.',
		),
		inactive: help(
			'<b>Once you\'re happy with your workflow</b>, publish or activate it: then every event executes it. These executions show up in the <a data-key="executions">executions list</a>.',
		),
	},
};
