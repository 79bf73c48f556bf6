ALTER TABLE `tasks` ADD `model` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `skip_gates` integer DEFAULT false NOT NULL;