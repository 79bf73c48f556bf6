ALTER TABLE `qa_gate_configs` ADD `folder` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_configs` ADD `environment` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_configs` ADD `after` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_results` ADD `purpose` text DEFAULT 'change' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_results` ADD `definition` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_results` ADD `tests` text DEFAULT 'null' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_results` ADD `comparison` text DEFAULT 'null' NOT NULL;--> statement-breakpoint
ALTER TABLE `qa_gate_results` ADD `log` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `approval_reason` text;