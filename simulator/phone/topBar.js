import { html, useRef, useState } from './vendor/preact.js';
import { delivery, disconnect, setDelivery } from './api.js';
import { useDismiss } from './hooks.js';
import { Icon } from './icons.js';
import { stateOf } from './view.js';

/** `ways` are its entries: `{ id, label, about }`. */
function Menu({ id, icon, label, ways, chosen, onOpen, onChoose }) {
	const [open, setOpen] = useState(false);
	const box = useRef();
	useDismiss(open, box, () => setOpen(false));
	const show = () => {
		if (!open) void onOpen?.();
		setOpen(!open);
	};
	const choose = (way) => {
		setOpen(false);
		void onChoose(way);
	};
	return html`
		<div class="menu-anchor" ref=${box}>
			<button
				type="button"
				class="button quiet"
				data-testid=${id}
				aria-label=${label}
				aria-expanded=${open ? 'true' : 'false'}
				onClick=${show}
			>
				<${Icon} name=${icon} size=${17} /><span class="wide-only">${label}</span>
			</button>
			${open &&
			html`<div class="menu">
				${ways.map(
					(way) =>
						html`<button
							type="button"
							class="menu-item"
							data-testid=${`${id}-${way.id}`}
							aria-current=${way.id === chosen ? 'true' : undefined}
							onClick=${() => choose(way)}
						>
							<span><b>${way.label}</b><small class="muted">${way.about}</small></span>
							${way.id === chosen && html`<${Icon} name="check" size=${16} />`}
						</button>`,
				)}
			</div>`}
		</div>
	`;
}

/** The ID is WhatsApp's code for the disconnection. */
const LEAVES = [
	{ id: 401, label: 'Log out on the phone', about: 'Needs a new scan (401)' },
	{ id: 428, label: 'Lose the connection', about: 'The phone is off or without network (428)' },
];

function Disconnect({ instance, tell }) {
	const leave = async ({ id }) => {
		try {
			await disconnect(instance.name, id);
		} catch (error) {
			tell(`Not disconnected: ${error.message}`);
		}
	};
	return html`<${Menu}
		id="disconnect"
		icon="power"
		label="Disconnect"
		ways=${LEAVES}
		onChoose=${leave}
	/>`;
}

const DELIVERIES = [
	{ id: 'delivered', label: 'Everything arrives', about: 'Two ticks', rules: {} },
	{
		id: 'sent',
		label: 'Their phones are off',
		about: 'One tick',
		rules: { ticks: 'sent' },
	},
	{
		id: 'none',
		label: 'No delivery receipt',
		about: 'Accepted, never delivered',
		rules: { ticks: 'none' },
	},
	{
		id: 'strangers',
		label: 'New contacts rejected',
		about: 'People without a chat',
		rules: { refuses: 'strangers' },
	},
	{
		id: 'numbers',
		label: 'Only LIDs are taken',
		about: 'Messages to numbers are rejected',
		rules: { refuses: 'numbers' },
	},
	{
		id: 'everybody',
		label: 'All messages rejected',
		about: 'A moment after the server has accepted it',
		rules: { refuses: 'everybody' },
	},
];

function Delivery({ tell }) {
	const [chosen, setChosen] = useState();
	const look = async () => {
		try {
			const { ticks, refuses } = await delivery();
			setChosen(refuses === 'nobody' ? ticks : refuses);
		} catch (error) {
			tell(`Not known what becomes of messages: ${error.message}`);
		}
	};
	const change = async ({ rules }) => {
		try {
			await setDelivery({ ticks: 'delivered', refuses: 'nobody', ...rules });
		} catch (error) {
			tell(`Not changed: ${error.message}`);
		}
	};
	return html`<${Menu}
		id="delivery"
		icon="send"
		label="Delivery"
		ways=${DELIVERIES}
		chosen=${chosen}
		onOpen=${look}
		onChoose=${change}
	/>`;
}

export function TopBar({ instances, instance, live, onInstance, tell }) {
	return html`
		<header class="top">
			<span class="brand"
				><img src="/phone/icon.svg" alt="" width="30" height="30" /><span class="wide-only"
					><b>Phone</b> <small class="muted">simulator</small></span
				></span
			>
			${instance &&
			html`<label class="picker">
					<span class=${`dot ${instance.state}`} aria-hidden="true"></span>
					<span class="sr-only">Instance</span>
					<select
						data-testid="instance-picker"
						value=${instance.name}
						onChange=${(event) => onInstance(event.target.value)}
					>
						${instances.map(
							(one) =>
								html`<option value=${one.name} selected=${one.name === instance.name}>
									${one.name}
								</option>`,
						)}
					</select>
					<${Icon} name="down" size=${16} />
				</label>
				<span class="state" data-testid="state" data-state=${instance.state} role="status"
					>${stateOf(instance.state)}</span
				>`}
			<span class="grow"></span>
			${!live &&
			html`<span class="offline" role="status"
				><${Icon} name="warn" size=${17} /><span class="wide-only"
					>Simulator not reachable, trying again</span
				></span
			>`}
			${instance && html`<${Delivery} tell=${tell} />`}
			${instance?.state === 'open' && html`<${Disconnect} instance=${instance} tell=${tell} />`}
		</header>
	`;
}
