import { html, useRef, useState } from './vendor/preact.js';
import { disconnect } from './api.js';
import { useDismiss } from './hooks.js';
import { Icon } from './icons.js';
import { stateOf } from './view.js';

/** How a phone can leave: `reason` is the disconnect code that WhatsApp gives. */
const WAYS = [
	{ label: 'Log out on the phone', about: 'Needs a new scan (401)', reason: 401 },
	{ label: 'Lose the connection', about: 'The phone is off or without network (428)', reason: 428 },
];

function Disconnect({ instance, tell }) {
	const [open, setOpen] = useState(false);
	const box = useRef();
	useDismiss(open, box, () => setOpen(false));
	const leave = async (reason) => {
		setOpen(false);
		try {
			await disconnect(instance.name, reason);
		} catch (error) {
			tell(`Not disconnected: ${error.message}`);
		}
	};
	return html`
		<div class="menu-anchor" ref=${box}>
			<button
				type="button"
				class="button quiet"
				data-testid="disconnect"
				aria-label="Disconnect"
				aria-expanded=${open ? 'true' : 'false'}
				onClick=${() => setOpen(!open)}
			>
				<${Icon} name="power" size=${17} /><span class="wide-only">Disconnect</span>
			</button>
			${open &&
			html`<div class="menu">
				${WAYS.map(
					(way) =>
						html`<button
							type="button"
							class="menu-item"
							data-testid=${`disconnect-${way.reason}`}
							onClick=${() => leave(way.reason)}
						>
							<span><b>${way.label}</b><small class="muted">${way.about}</small></span>
						</button>`,
				)}
			</div>`}
		</div>
	`;
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
			${instance?.state === 'open' && html`<${Disconnect} instance=${instance} tell=${tell} />`}
		</header>
	`;
}
